//! The one shape of all mails, as text and as HTML.

use super::{Draft, House, Language, Part};

pub fn text(draft: &Draft, house: &House, language: Language) -> String {
    let mut lines = Vec::new();
    for part in &draft.parts {
        lines.push(match part {
            Part::Says(sentence) => sentence.clone(),
            Part::Code(code) => format!("    {code}"),
            Part::Link(url) => url.clone(),
        });
    }
    let url = house.public_url.as_deref().map(|url| format!("\n{url}")).unwrap_or_default();
    lines.push(format!("-- \n{}{url}\n{}", house.name, automatic(language)));
    lines.join("\n\n") + "\n"
}

pub fn html(draft: &Draft, house: &House, language: Language) -> String {
    let mut body = String::new();
    for part in &draft.parts {
        body += &match part {
            Part::Says(sentence) => format!("<p>{}</p>\n", escaped(sentence)),
            Part::Code(code) => format!("<p style=\"{CODE}\">{}</p>\n", escaped(code)),
            Part::Link(url) => {
                let url = escaped(url);
                format!("<p style=\"{LINK}\"><a href=\"{url}\">{url}</a></p>\n")
            }
        };
    }
    let name = escaped(&house.name);
    let sender = match &house.public_url {
        Some(url) => format!("<a href=\"{}\" style=\"color:#666\">{name}</a>", escaped(url)),
        None => name,
    };
    let tag = match language {
        Language::En => "en",
        Language::Zh => "zh-CN",
    };
    let (title, automatic) = (escaped(&draft.subject), automatic(language));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\n\
         <body style=\"{PAGE}\">\n<div style=\"{SHEET}\">\n{body}\
         <p style=\"{FOOT}\">{sender}<br>{automatic}</p>\n</div>\n</body>\n</html>\n"
    )
}

// Mail programs know little CSS, and only where it stands in the element.
const PAGE: &str = "margin:0;padding:24px;background:#f4f1ea;color:#222;\
                    font:16px/1.6 system-ui,-apple-system,'Segoe UI','PingFang SC',\
                    'Microsoft YaHei','Noto Sans CJK SC',sans-serif";
const SHEET: &str = "max-width:520px;margin:0 auto;padding:16px 28px;background:#fff;\
                     border-radius:8px";
const CODE: &str = "margin:20px 0;font:600 30px/1.2 ui-monospace,Menlo,Consolas,monospace;\
                    letter-spacing:6px";
const LINK: &str = "margin:20px 0;overflow-wrap:anywhere";
const FOOT: &str = "margin-top:28px;padding-top:12px;border-top:1px solid #e5e0d6;\
                    font-size:13px;color:#666";

fn automatic(language: Language) -> &'static str {
    match language {
        Language::En => "This letter was written automatically; replies are not read.",
        Language::Zh => "此邮件由系统自动发送，请勿回复。",
    }
}

/// Text that is only text in HTML and XML, in an attribute as well.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}
