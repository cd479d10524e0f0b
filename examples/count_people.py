"""Count the people that a column of articles names, with DuckDB over Arrow: python examples/count_people.py"""

import duckdb
import pyarrow

import kunya
from kunya.demo import ARTICLE

articles = pyarrow.table({"id": [1, 2], "text": [ARTICLE, "وصل أنطونيو غوتيريش إلى القاهرة."]})
mentions = kunya.columns.mentions(articles["text"])
people = articles.append_column("mentions", pyarrow.array(mentions))
print(
    duckdb.sql(
        """
        select mention['name'] as person, count(*) as n, count(distinct id) as articles
        from (select id, unnest(mentions) as mention from people)
        where mention['label'] = 'PER'
        group by all order by n desc, person
        """
    )
)
