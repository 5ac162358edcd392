"""From text to terms: letters, function words, stems, compounds, and the analyser that joins them."""
