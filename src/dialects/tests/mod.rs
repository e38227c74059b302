mod body;
mod shared_paths;
