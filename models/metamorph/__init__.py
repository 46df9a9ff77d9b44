"""The paper's method: text and images in one stream. It knows no data set; see ``data_loader``."""
