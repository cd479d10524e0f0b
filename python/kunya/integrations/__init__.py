"""kunya inside other libraries: one module for each, which imports that library and nothing else does.

`import kunya` stays light: a module is imported where it is wanted, and that import is what registers an accessor
or a namespace. Where the library is missing, the import is an ImportError that names the extra to install.

    import kunya.integrations.pandas    # frame["text"].kunya.mentions()
    import kunya.integrations.polars    # pl.col("text").kunya.mentions()
    import kunya.integrations.duckdb    # register(connection): select kunya_mentions(text)
    import kunya.integrations.parquet   # annotate("in.parquet", "out.parquet")
    import kunya.integrations.sklearn   # EntityVectorizer, Tokenizer
    import kunya.integrations.spark     # analyze(df, "text"), resolve(df, "text")
    import kunya.integrations.ray       # the same for a Dataset
    import kunya.integrations.spacy     # nlp.add_pipe("kunya"), without an import too
"""
