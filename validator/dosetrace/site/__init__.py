"""The dataset as pages that people read: Markdown and HTML, written before mkdocs makes the site of them."""
