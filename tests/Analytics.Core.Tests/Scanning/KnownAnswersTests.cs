using System.Globalization;
using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Answers given again without a read, where the tables tell that nothing was written.</summary>
public sealed class KnownAnswersTests : IDisposable
{
    private const string Shop = "shop.example";
    private const string Today = "2026-08-03";
    private readonly Installation _installation = new(new DateTimeOffset(2026, 8, 3, 2, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _installation.Dispose();

    [Theory]
    [InlineData("2026-07-30")]
    [InlineData(Today)]
    public async Task A_question_asked_again_reads_nothing_until_something_of_the_site_is_written(string day)
    {
        await _installation.RegisterAsync(Shop);
        await _installation.RegisterAsync("other.example");
        await CollectAsync(Shop, day + "T01:38:35Z");
        await _installation.RollUpAsync();
        await CollectAsync(Shop, day + "T01:39:35Z");
        var tables = new CountedTables(_installation.Tables);
        var scanner = new RollupScanner(tables, _installation.Sites, 1, clock: _installation.Clock);

        Assert.Equal(2, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 2));

        // What another site does may be read, but it changes nothing; from then on nothing is read again.
        await CollectAsync("other.example", day + "T01:38:35Z");
        Assert.Equal(2, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 2));

        await CollectAsync(Shop, day + "T01:40:35Z");
        Assert.Equal(3, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 3));

        await _installation.RollUpAsync(openHoursToo: true);
        Assert.Equal(3, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 3));
    }

    [Fact]
    public async Task A_funnel_asked_again_reads_nothing_until_something_is_written_and_another_funnel_has_its_own_answer()
    {
        const string Once = """ "steps":[{"event":"signup"},{"event":"signup"}] """;
        await _installation.RegisterAsync(Shop);
        await CollectAsync(Shop, "2026-07-30T01:38:35Z", "ann");
        await CollectAsync(Shop, "2026-07-30T01:39:35Z", "ann");
        await CollectAsync(Shop, "2026-07-30T01:39:35Z", "bob");
        await _installation.RollUpAsync();
        var tables = new CountedTables(_installation.Tables);
        var scanner = new RollupScanner(tables, _installation.Sites, 1, clock: _installation.Clock);

        Assert.Equal("2 1", await FunnelAsync(scanner, Once));
        var before = tables.Reads;
        Assert.Equal("2 1", await FunnelAsync(scanner, Once));
        Assert.Equal(before, tables.Reads);

        Assert.Equal("2 0", await FunnelAsync(scanner, """ "steps":[{"event":"signup"},{"event":"none"}] """));
        Assert.Equal("2 2", await FunnelAsync(scanner, Once + ""","order":"flexible","window":"1m" """));
        await CollectAsync(Shop, "2026-07-30T01:40:00Z", "bob");
        Assert.Equal("2 2", await FunnelAsync(scanner, Once));
        Assert.Equal("2 2", await FunnelAsync(scanner, Once));
        Assert.Equal("0 0", await FunnelAsync(scanner, Once + ""","filters":[["is","event:props:none",["x"]]] """));
    }

    [Theory]
    [InlineData(""" "steps":[{"event":"signup"},{"event":"signup"}] """, "600 600")]
    [InlineData(""" "steps":[{"event":"signup"},{"page":"/none"}] """, "600 0")]
    public async Task A_funnel_of_many_durations_and_pages_is_answered_again_without_a_read(string funnel, string visitors)
    {
        const int Visitors = 600;
        await _installation.RegisterAsync(Shop);
        var start = DateTimeOffset.Parse("2026-07-30T01:00:00Z", CultureInfo.InvariantCulture);
        for (var i = 0; i < Visitors; i += 100)
        {
            var events = Enumerable
                .Range(i, 100)
                .SelectMany(visitor =>
                    new[] { 0, visitor }.Select(second =>
                        $$"""{"domain":"{{Shop}}","name":"signup","visitor_id":"{{visitor}}","url":"https://{{Shop}}/{{visitor}}-{{second}}","timestamp":"{{start.AddSeconds(second):O}}"}"""
                    )
                );
            var receipt = await _installation.CollectAsync(
                Encoding.UTF8.GetBytes($"[{string.Join(',', events)}]"),
                isBatch: true,
                isImport: true
            );
            Assert.Equal(200, receipt.Accepted);
        }

        await _installation.AggregateAsync();
        await _installation.RollUpAsync();
        var tables = new CountedTables(_installation.Tables);

        // What one answer may take is a 64th of it: 16 KiB, less than the durations or the pages take.
        var scanner = new RollupScanner(
            tables,
            _installation.Sites,
            1,
            ScanMemory.Usual with
            {
                CacheBytes = 1024 * 1024,
            },
            clock: _installation.Clock
        );

        Assert.Equal(visitors, await FunnelAsync(scanner, funnel));
        var before = tables.Reads;
        Assert.Equal(visitors, await FunnelAsync(scanner, funnel));
        Assert.Equal(before, tables.Reads);
    }

    [Fact]
    public async Task A_question_begins_with_the_days_whose_columns_are_in_memory()
    {
        const int Days = 28;
        await _installation.RegisterAsync(Shop);
        for (var day = 1; day <= Days; day++)
        {
            await CollectAsync(Shop, string.Create(CultureInfo.InvariantCulture, $"2026-07-{day:00}T12:00:00Z"));
        }

        await _installation.RollUpAsync();
        var tables = new CountedTables(_installation.Tables);

        // Room for the columns of about half of the days.
        var scanner = new RollupScanner(
            tables,
            _installation.Sites,
            1,
            ScanMemory.Usual with
            {
                ColumnBytes = 48 * 1024,
            },
            _installation.Clock
        );

        var first = await ReadsAsync("signup");
        Assert.InRange(await ReadsAsync("none"), 0, first - (Days / 4));

        async Task<int> ReadsAsync(string name)
        {
            var before = tables.Reads;
            var query = QueryParser.Parse(
                Encoding.UTF8.GetBytes(
                    $$"""{"site_id":"{{Shop}}","metrics":["visitors"],"date_range":["2026-07-01","2026-07-{{Days}}"],"dimensions":["time:day"],"filters":[["is","event:name",["{{name}}"]]]}"""
                )
            );
            var result = await new QueryEngine(scanner, _installation.Clock).ExecuteAsync(
                new(Shop, "Etc/UTC", DateTimeOffset.UnixEpoch),
                query,
                Token
            );
            Assert.Equal(name == "signup" ? Days : 0, result.Rows.Count(row => row.Metrics[0] == 1));
            return tables.Reads - before;
        }
    }

    private async Task<string> FunnelAsync(RollupScanner scanner, string funnel)
    {
        var query = FunnelParser.Parse(
            Encoding.UTF8.GetBytes($$"""{"site_id":"{{Shop}}","date_range":["2026-07-30","2026-07-30"],{{funnel}}}""")
        );
        var result = await new FunnelEngine(scanner, scanner, _installation.Clock).ExecuteAsync(
            new(Shop, "Etc/UTC", DateTimeOffset.UnixEpoch),
            query,
            Token
        );
        return string.Join(' ', result.Steps.Select(step => step.Visitors));
    }

    private async Task CollectAsync(string site, string moment, string? visitor = null)
    {
        var id = visitor is null ? string.Empty : $"\"visitor_id\":\"{visitor}\",";
        var body = $$"""[{"domain":"{{site}}","name":"signup",{{id}}"url":"https://{{site}}/","timestamp":"{{moment}}"}]""";
        Assert.Equal(1, (await _installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport: true)).Accepted);
        await _installation.AggregateAsync();
    }

    private async Task<int> ReadsAsync(CountedTables tables, RollupScanner scanner, string day, double events)
    {
        var before = tables.Reads;
        Assert.Equal(events, await EventsAsync(scanner, day));
        return tables.Reads - before;
    }

    private async Task<double?> EventsAsync(RollupScanner scanner, string day)
    {
        var query = QueryParser.Parse(
            Encoding.UTF8.GetBytes($$"""{"site_id":"{{Shop}}","metrics":["events"],"date_range":["{{day}}","{{day}}"]}""")
        );
        var result = await new QueryEngine(scanner, _installation.Clock).ExecuteAsync(
            new(Shop, "Etc/UTC", DateTimeOffset.UnixEpoch),
            query,
            Token
        );
        return result.Rows[0].Metrics[0];
    }

    private sealed class CountedTables(InMemoryTableStore inner) : DelegatingTableStore(inner), ITableVersions
    {
        public int Reads { get; private set; }

        public long VersionOf(string table, string partitionKey) => inner.VersionOf(table, partitionKey);

        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            CancellationToken cancellationToken
        )
        {
            Reads++;
            return base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        }

        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            bool headsOnly,
            CancellationToken cancellationToken
        )
        {
            Reads++;
            return base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);
        }
    }
}
