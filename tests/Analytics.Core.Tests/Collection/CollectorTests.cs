using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Collection;

public sealed class CollectorTests : IDisposable
{
    private const string Minimal = """{"domain":"example.com","name":"pageview","url":"https://example.com/a"}""";

    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task An_event_arrives_in_the_log_with_everything_the_client_sent_and_we_derived()
    {
        var receipt = await _harness.One(
            """
            {"domain":"example.com","name":"Purchase","url":"https://www.example.com/p?utm_source=x","referrer":"https://t.co/1",
             "props":{"plan":"pro","count":3,"trial":true,"none":null,"empty":""},"revenue":{"currency":"eur","amount":"12.345678"},
             "interactive":false,"screen_width":1000,"id":"e-1","timestamp":"2026-03-10T11:59:58.250Z","value":2.5,"unknown":{"x":[1]}}
            """
        );

        Assert.Null(receipt.Failure);
        Assert.Equal((1, 0), (receipt.Accepted, receipt.Filtered));
        Assert.Empty(receipt.Rejected);
        Assert.Empty(receipt.Warnings);
        var stored = Assert.Single(_harness.Rows);
        Assert.Equal("example.com", stored.Text(EventField.Site));
        Assert.Equal("Purchase", stored.Text(EventField.Name));
        Assert.Equal("https://www.example.com/p?utm_source=x", stored.Text(EventField.Url));
        Assert.Equal("https://t.co/1", stored.Text(EventField.Referrer));
        Assert.Equal("Laptop", stored.Text(EventField.Device));
        Assert.Equal("Chrome", stored.Text(EventField.Browser));
        Assert.Equal("131.0", stored.Text(EventField.BrowserVersion));
        Assert.Equal("Windows", stored.Text(EventField.Os));
        Assert.Equal("10", stored.Text(EventField.OsVersion));
        Assert.Equal(
            ("EE", "EE-37", "Tallinn"),
            (stored.Text(EventField.Country), stored.Text(EventField.Region), stored.Text(EventField.City))
        );
        Assert.Equal("e-1", stored.Text(EventField.Id));
        Assert.Equal([("plan", "pro"), ("count", "3"), ("trial", "true")], stored.Properties);
        Assert.Equal(("EUR", 12_345_678L), (stored.Currency, stored.AmountMicros));
        Assert.Equal(2.5, stored.Value);
        Assert.Equal(EventFlags.NonInteractive | EventFlags.ClientTimestamp, stored.Flags);
        Assert.Equal(
            new DateTimeOffset(2026, 3, 10, 11, 59, 58, 250, TimeSpan.Zero).ToUnixTimeMilliseconds(),
            stored.TimestampMilliseconds
        );
    }

    [Fact]
    public async Task The_short_names_of_trackers_mean_the_same()
    {
        await _harness.One(
            """{"n":"engagement","u":"https://example.com/a","d":"example.com","r":"https://a.b/","p":"{\"a\\u00e9\":\"b\\\"c\"}","i":false,"$":"{\"currency\":\"USD\",\"amount\":1}","sd":42,"e":1500}"""
        );

        var stored = Assert.Single(_harness.Events);
        Assert.Equal("engagement", stored.Text(EventField.Name));
        Assert.Equal("https://a.b/", stored.Text(EventField.Referrer));
        Assert.Equal([("aé", "b\"c")], stored.Properties);
        Assert.Equal((42, 1500L), (stored.ScrollDepth, stored.EngagementMilliseconds));
        Assert.Equal(("USD", 1_000_000L), (stored.Currency, stored.AmountMicros));
        Assert.Equal(EventFlags.NonInteractive, stored.Flags);
        Assert.Equal(_harness.Clock.Now.ToUnixTimeMilliseconds(), stored.TimestampMilliseconds);
    }

    [Fact]
    public async Task Escapes_and_other_scripts_survive()
    {
        await _harness.One("""{"dom\u0061in":"ex\u0061mple.com","name":"K\u00f6p \ud83d\ude00 日本","url":"https:\/\/example.com\/a"}""");

        var stored = Assert.Single(_harness.Events);
        Assert.Equal("Köp 😀 日本", stored.Text(EventField.Name));
        Assert.Equal("https://example.com/a", stored.Text(EventField.Url));
    }

    [Fact]
    public async Task One_event_for_several_sites_is_one_for_each_that_exists()
    {
        _harness.Sites.Add("second.org");

        var receipt = await _harness.One(
            """{"domain":"example.com, second.org,third.net","name":"pageview","url":"https://example.com/a"}"""
        );

        Assert.Equal(2, receipt.Accepted);
        var rejected = Assert.Single(receipt.Rejected);
        Assert.Equal((CollectionErrors.UnknownSite, "domain"), (rejected.Code, rejected.Field));
        Assert.Equal(["example.com", "second.org"], _harness.Events.Select(e => e.Text(EventField.Site)).Order());
        Assert.Equal(2, _harness.Events.Select(e => e.Visitor).Distinct().Count());
    }

    [Theory]
    [InlineData("EXAMPLE.com")]
    [InlineData("www.example.com")]
    [InlineData(" example.com ")]
    public async Task A_domain_is_found_however_trackers_write_it(string domain)
    {
        var receipt = await _harness.One(Minimal.Replace("\"example.com\"", $"\"{domain}\""));

        Assert.Equal(1, receipt.Accepted);
        Assert.Equal("example.com", Assert.Single(_harness.Events).Text(EventField.Site));
    }

    [Fact]
    public async Task A_site_that_is_not_in_memory_is_fetched_once_and_nothing_counts_twice()
    {
        _harness.Sites.Add("cold.org", cached: false);

        var receipt = await _harness.Batch(
            $"[{Minimal},{Minimal.Replace("\"example.com\"", "\"cold.org\"")},{Minimal.Replace("\"example.com\"", "\"cold.org\"")}]"
        );

        Assert.Equal(3, receipt.Accepted);
        Assert.Empty(receipt.Rejected);
        Assert.Equal(1, _harness.Sites.Fetches);
        Assert.Equal(3, _harness.Events.Count);
    }

    [Fact]
    public async Task A_batch_keeps_the_good_events_and_names_the_bad_ones()
    {
        var receipt = await _harness.Batch(
            $$"""
            [{{Minimal}},
             {"domain":"example.com","name":"pageview"},
             17,
             {"domain":"nowhere.org","name":"pageview","url":"https://nowhere.org/"},
             {"domain":"example.com","name":"pageview","url":"https://example.com/b","revenue":{"currency":"XXX","amount":1} }]
            """
        );

        Assert.Equal(2, receipt.Accepted);
        Assert.Equal(
            [
                (1, CollectionErrors.MissingField, "url"),
                (2, CollectionErrors.NotAnObject, ""),
                (3, CollectionErrors.UnknownSite, "domain"),
            ],
            receipt.Rejected.Select(problem => (problem.Index, problem.Code, problem.Field))
        );
        Assert.Equal([(4, CollectionErrors.InvalidRevenue, "revenue.currency")], receipt.Warnings.Select(w => (w.Index, w.Code, w.Field)));
        Assert.Equal(2, _harness.Events.Count);
        var refused = Assert.Single(_harness.Traffic);
        Assert.Equal((TrafficKind.Refused, 1, "example.com"), (refused.Traffic, refused.TrafficCount, refused.Text(EventField.Site)));
    }

    [Fact]
    public async Task NDJSON_with_a_broken_line_keeps_the_others()
    {
        var receipt = await _harness.Batch($"\n{Minimal}\r\n{{\"domain\":\n\n{Minimal}\n{Minimal} x\n{Minimal}");

        Assert.Null(receipt.Failure);
        Assert.Equal(3, receipt.Accepted);
        Assert.Equal(
            [(1, CollectionErrors.InvalidJson), (3, CollectionErrors.InvalidJson)],
            receipt.Rejected.Select(r => (r.Index, r.Code))
        );
        Assert.Equal(3, _harness.Events.Count);
    }

    [Theory]
    [InlineData("hello", CollectionErrors.InvalidJson)]
    [InlineData("", CollectionErrors.InvalidJson)]
    [InlineData("[{\"domain\":\"example.com\"}", CollectionErrors.InvalidJson)]
    [InlineData("[] []", CollectionErrors.InvalidJson)]
    public async Task A_body_that_is_no_batch_is_one_error(string body, string code)
    {
        var receipt = await _harness.Batch(body);

        Assert.Equal(code, receipt.Failure?.Code);
        Assert.Equal(0, receipt.Accepted);
        Assert.Empty(_harness.Rows);
    }

    [Fact]
    public async Task A_batch_over_its_limits_is_one_error_and_at_its_limits_is_not()
    {
        var many = string.Join(",", Enumerable.Repeat(Minimal, EventLimits.BatchEvents));

        Assert.Equal(EventLimits.BatchEvents, (await _harness.Batch($"[{many}]")).Accepted);
        Assert.Equal(CollectionErrors.TooManyEvents, (await _harness.Batch($"[{many},{Minimal}]")).Failure?.Code);
        Assert.Equal(CollectionErrors.TooManyEvents, (await _harness.Batch($"{many.Replace("},{", "}\n{")}\n{Minimal}")).Failure?.Code);
        Assert.Equal(CollectionErrors.BodyTooLarge, (await _harness.Batch(new string(' ', EventLimits.BatchBytes + 1))).Failure?.Code);
        Assert.Equal(CollectionErrors.BodyTooLarge, (await _harness.One(new string(' ', EventLimits.EventBytes + 1))).Failure?.Code);
        Assert.Equal(EventLimits.BatchEvents, _harness.Events.Count);
    }

    [Fact]
    public async Task Bots_are_answered_counted_and_not_stored()
    {
        var context = _harness.Context("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");

        var receipt = await _harness.Batch($"[{Minimal},{Minimal}]", context);

        Assert.Equal((0, 2), (receipt.Accepted, receipt.Filtered));
        Assert.Empty(_harness.Events);
        var filtered = Assert.Single(_harness.Traffic);
        Assert.Equal((TrafficKind.Filtered, 2), (filtered.Traffic, filtered.TrafficCount));
    }

    [Fact]
    public async Task The_events_of_a_visitor_beyond_a_limit_get_further_ids_and_are_counted()
    {
        _harness.Shares = new(2);

        await _harness.Batch($"[{Minimal},{Minimal},{Minimal}]");
        await _harness.Batch($"[{Minimal},{Minimal}]");

        var ids = _harness.Events.Select(e => e.Visitor).ToList();
        Assert.Equal([2, 2, 1], ids.GroupBy(id => id).Select(events => events.Count()));
        Assert.Single(ids.Select(VisitorIds.WithoutShare).Distinct());
        Assert.Equal([(TrafficKind.Shared, 1), (TrafficKind.Shared, 2)], _harness.Traffic.Select(e => (e.Traffic, e.TrafficCount)));
    }

    [Fact]
    public async Task An_import_brings_its_own_time_agent_address_and_dimensions()
    {
        var receipt = await _harness.Batch(
            """
            {"domain":"example.com","name":"pageview","url":"https://example.com/a","timestamp":1431857103000,"ip":"83.149.9.216","user_agent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.77 Safari/537.36","dimensions":{"visit:country":"RU","event:hostname":"other.example.com","visit:channel":""}}
            {"domain":"example.com","name":"pageview","url":"https://example.com/a","timestamp":1431857103000}
            {"domain":"example.com","name":"pageview","url":"https://example.com/a","timestamp":1431857103000,"user_agent":"-"}
            """,
            _harness.Context("curl/8.0", isImport: true)
        );

        Assert.Equal((2, 1), (receipt.Accepted, receipt.Filtered));
        var stored = _harness.Events[0];
        Assert.Equal(EventFlags.ClientTimestamp | EventFlags.Imported, stored.Flags);
        Assert.Equal(
            ("Mac", "10.9", "Chrome"),
            (stored.Text(EventField.Os), stored.Text(EventField.OsVersion), stored.Text(EventField.Browser))
        );
        Assert.Equal("", stored.Text(EventField.Country));
        Assert.Equal(
            [((int)Core.Dimensions.VisitDimension.Platform, "Web"), (13, "RU"), (100, "other.example.com"), (2, "")],
            stored.Overrides
        );
        Assert.Equal("", _harness.Events[1].Text(EventField.Browser));
        Assert.NotEqual(stored.Visitor, _harness.Events[1].Visitor);
    }

    [Fact]
    public async Task The_first_half_hour_of_a_day_carries_yesterdays_id_and_goes_where_that_visitor_went()
    {
        _harness.Clock.SetNow(new DateTimeOffset(2026, 3, 10, 23, 50, 0, TimeSpan.Zero));
        await _harness.One(Minimal);
        _harness.Clock.Advance(TimeSpan.FromMinutes(20));
        await _harness.One(Minimal);
        _harness.Clock.Advance(TimeSpan.FromMinutes(20));
        await _harness.One(Minimal);

        var events = _harness.Events.OrderBy(e => e.TimestampMilliseconds).ToList();
        Assert.Equal(0UL, events[0].PreviousVisitor);
        Assert.Equal(events[0].Visitor, events[1].PreviousVisitor);
        Assert.Equal(events[0].Partition, events[1].Partition);
        Assert.NotEqual(events[0].Visitor, events[1].Visitor);
        Assert.Equal((events[1].Visitor, 0UL), (events[2].Visitor, events[2].PreviousVisitor));
    }

    [Fact]
    public async Task A_late_event_of_yesterday_has_yesterdays_id()
    {
        await _harness.One(Minimal);
        _harness.Clock.Advance(TimeSpan.FromDays(1));
        await _harness.One(Minimal.Replace("}", ",\"timestamp\":\"2026-03-10T13:00:00\"}"));

        Assert.Single(_harness.Events.Select(e => e.Visitor).Distinct());
    }

    [Fact]
    public async Task A_visitor_id_holds_across_days_and_devices()
    {
        var named = Minimal.Replace("}", ",\"visitor_id\":\"user 7\"}");
        await _harness.One(named);
        _harness.Clock.Advance(TimeSpan.FromDays(3));
        await _harness.One(named, _harness.Context(address: "198.51.100.1"));

        var visitor = Assert.Single(_harness.Events.Select(e => e.Visitor).Distinct());
        Assert.Equal(1UL, visitor & 1);
    }

    [Fact]
    public async Task All_events_of_a_site_go_to_one_partition()
    {
        var site = _harness.Sites.Add("big.org");
        var lines = string.Join(
            "\n",
            Enumerable
                .Range(0, 400)
                .Select(i => $$"""{"domain":"big.org","name":"pageview","url":"https://big.org/","visitor_id":{{i % 100}}}""")
        );

        await _harness.Batch(lines);

        Assert.Equal(400, _harness.Events.Count);
        Assert.All(_harness.Events, e => Assert.Equal(Partitioner.PartitionOf(site.Hash, 4), e.Partition));
    }

    [Fact]
    public async Task A_full_batch_of_the_largest_events_fits_the_logs_messages()
    {
        var props = string.Join(
            ",",
            Enumerable
                .Range(0, 30)
                .Select(i =>
                    $"\"{(char)('a' + (i % 26))}{i}{new string('é', 290)}\":\"{string.Concat(Enumerable.Range(0, 1990).Select(n => (char)(0x4e00 + ((n * 37) + (i * 101)) % 20000)))}\""
                )
        );
        var large = Minimal.Replace("}", $",\"props\":{{{props}}}}}");
        var lines = string.Join("\n", Enumerable.Range(0, 18).Select(i => large.Replace("/a", "/" + i)));

        var receipt = await _harness.Batch(lines);

        Assert.Equal(18, receipt.Accepted);
        Assert.Equal(18, _harness.Events.Count);
    }

    [Fact]
    public async Task A_site_that_leaves_the_memory_while_another_is_fetched_is_not_refused()
    {
        _harness.Sites.Add("other.example", cached: false);
        _harness.Sites.Fetching = domain => _harness.Sites.Forget(domain == "other.example" ? "example.com" : "other.example");

        var receipt = await _harness.Batch(
            $$"""[{{Minimal}},{"domain":"other.example","name":"pageview","url":"https://other.example/"},{{Minimal}}]"""
        );

        Assert.Empty(receipt.Rejected);
        Assert.Equal(3, receipt.Accepted);
    }
}
