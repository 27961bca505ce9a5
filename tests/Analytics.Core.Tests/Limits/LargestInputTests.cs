using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Limits;

/// <summary>For every bound that input is checked against, the largest accepted input goes through every stage.</summary>
public sealed class LargestInputTests
{
    private const string Shop = "shop.example";
    private static readonly DateTimeOffset Now = new(2026, 5, 20, 12, 34, 56, TimeSpan.Zero);

    private readonly Random _random = new(20);
    private readonly LimitTexts _texts = new();

    [Fact]
    public async Task Revenues_of_the_largest_amount_in_one_minute()
    {
        using var run = await RunAsync();
        for (var i = 0; i < 3; i++)
        {
            await AcceptAllAsync(
                run,
                [
                    Purchase("USD", "9000000000000"),
                    Purchase("usd", "\"9000000000000\""),
                    Purchase("EUR", "-9000000000000"),
                    Purchase("EUR", "-8999999999999.999999"),
                ]
            );
        }

        await run.FinishAsync();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(40)]
    public async Task Currencies_of_each_hour_of_a_month(int currencies)
    {
        using var run = await RunAsync();
        string[] codes = [.. LimitTexts.Codes.Take(currencies)];
        var start = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        foreach (
            var events in Enumerable
                .Range(0, 30 * 24)
                .SelectMany(hour =>
                    codes.Select(
                        (code, index) =>
                            Purchase(code, $"{_random.Next(10, 9_000_000)}.25") with
                            {
                                Milliseconds = start + (hour * 3_600_000L) + (index * 61_000),
                            }
                    )
                )
                .Chunk(EventLimits.BatchEvents)
        )
        {
            await AcceptAllAsync(run, events, isImport: true);
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task Every_currency_in_every_minute_of_an_hour()
    {
        using var run = await RunAsync();
        var start = Now.AddHours(-2).ToUnixTimeMilliseconds();
        foreach (
            var events in Enumerable
                .Range(0, 60)
                .SelectMany(minute =>
                    LimitTexts.Codes.Select(code => Purchase(code, "8999999999999") with { Milliseconds = start + (minute * 60_000L) })
                )
                .Chunk(EventLimits.BatchEvents)
        )
        {
            await AcceptAllAsync(run, events);
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task Twenty_five_thousand_sites_with_an_event_each()
    {
        using var run = await RunAsync(partitions: 1);
        for (var i = 0; i < 25_000; i++)
        {
            await run.RegisterAsync($"s{i}.example");
        }

        foreach (
            var events in Enumerable
                .Range(0, 25_000)
                .Select(i => Page($"s{i}.example") with { Url = $"https://s{i}.example/p/{i % 7}" })
                .Chunk(EventLimits.BatchEvents)
        )
        {
            await AcceptAllAsync(run, events);
        }

        await run.StepAsync(1);
        await run.CountAsync("live");
        await run.StepAsync(3);
        await run.CountAsync("rolled up");
    }

    [Fact]
    public async Task Twenty_five_thousand_hours_of_one_site_imported_together()
    {
        using var run = await RunAsync(partitions: 1);
        var start = Now.ToUnixTimeMilliseconds();
        foreach (
            var events in Enumerable
                .Range(1, 25_000)
                .Select(i => Page() with { Milliseconds = start - (i * 3_600_000L), Url = $"https://shop.example/p/{i % 50}" })
                .Chunk(EventLimits.BatchEvents)
        )
        {
            await AcceptAllAsync(run, events, isImport: true);
        }

        await run.StepAsync(1);
        await run.CountAsync("live");

        // Rolling up 25,000 hours takes longer than all the other tests here.
        if (RandomSeeds.IsLong)
        {
            await run.FinishAsync();
        }
    }

    [Fact]
    public async Task A_visitor_with_the_largest_properties_all_hour_long()
    {
        using var run = await RunAsync();
        for (var batch = 0; batch < 2; batch++)
        {
            await AcceptAllAsync(
                run,
                [
                    .. Enumerable
                        .Range(0, 8)
                        .Select(i =>
                            Page()
                                .With("visitor_id", "\"u\"")
                                .With(
                                    "props",
                                    _texts.Properties(
                                        EventLimits.Properties,
                                        EventLimits.PropertyKeyCharacters,
                                        EventLimits.PropertyValueCharacters
                                    )
                                ) with
                            {
                                Milliseconds = Now.AddMinutes(-i).ToUnixTimeMilliseconds(),
                            }
                        ),
                ]
            );
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task Properties_under_many_keys()
    {
        using var run = await RunAsync();
        var events = Enumerable
            .Range(0, 300)
            .Select(i =>
                Page()
                    .With(
                        "props",
                        $"{{{string.Join(',', Enumerable.Range(0, EventLimits.Properties).Select(p => $"\"k{(i * EventLimits.Properties) + p}\":\"v\""))}}}"
                    )
            );
        await AcceptAllAsync(run, [.. events]);
        await run.FinishAsync();
    }

    [Fact]
    public async Task Names_pages_referrers_tags_and_ids_of_the_largest_length()
    {
        using var run = await RunAsync();
        var events = Enumerable
            .Range(0, 60)
            .Select(i =>
                Page() with
                {
                    Name = i % 2 == 0 ? "pageview" : _texts.Letters(EventLimits.NameCharacters),
                    Id = _texts.Letters(EventLimits.IdCharacters),
                    Url =
                        $"https://{_texts.Host()}/{_texts.Ascii(i % 3 == 0 ? 3_000 : 1_900)}?utm_source={_texts.Ascii(1_000)}&utm_medium={_texts.Ascii(1_000)}&utm_campaign={_texts.Ascii(1_000)}&utm_content={_texts.Ascii(700)}&utm_term={_texts.Ascii(700)}",
                }
            )
            .Select(e =>
                e.With("referrer", LimitEvent.Text($"https://{_texts.Host()}/{_texts.Letters(EventLimits.ReferrerCharacters - 260)}"))
                    .With("visitor_id", LimitEvent.Text(_texts.Letters(EventLimits.VisitorIdCharacters)))
            );
        await AcceptAllAsync(run, [.. events]);
        await run.FinishAsync();
    }

    [Fact]
    public async Task Two_thousand_five_hundred_names_and_pages()
    {
        using var run = await RunAsync();
        await AcceptAllAsync(
            run,
            [
                .. Enumerable
                    .Range(0, EventLimits.BatchEvents)
                    .Select(i => Page() with { Name = $"{i}{_texts.Letters(60)}", Url = $"https://shop.example/{i}/{_texts.Ascii(300)}" }),
            ]
        );
        await run.FinishAsync();
    }

    [Fact]
    public async Task Dimensions_of_the_largest_length_set_by_an_import()
    {
        using var run = await RunAsync();
        string[] names = [.. Enum.GetValues<VisitDimension>().Select(dimension => dimension.Name), "event:hostname"];
        for (var batch = 0; batch < 3; batch++)
        {
            var events = Enumerable
                .Range(0, 25)
                .Select(i =>
                    Page()
                        .With(
                            "dimensions",
                            $"{{{string.Join(',', names.Select(name => $"\"{name}\":{LimitEvent.Text(_texts.Wide(EventLimits.DimensionCharacters))}"))}}}"
                        ) with
                    {
                        Milliseconds = Now.AddDays(-i).ToUnixTimeMilliseconds(),
                    }
                );
            var receipt = await run.SendAsync([.. events], isImport: true);
            Assert.Null(receipt.Failure);
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task Times_at_both_ends_of_what_is_accepted()
    {
        using var run = await RunAsync();
        long[] live = [(long)-EventLimits.Age.TotalMilliseconds, (long)EventLimits.Ahead.TotalMilliseconds, 0, -1, 1];
        await AcceptAllAsync(run, [.. live.Select(ahead => Page() with { Milliseconds = Now.ToUnixTimeMilliseconds() + ahead })]);
        long[] imported =
        [
            0,
            1,
            999,
            1_000,
            86_399_999,
            86_400_000,
            951_782_400_000,
            4_102_444_800_000,
            Now.ToUnixTimeMilliseconds() + (long)EventLimits.Ahead.TotalMilliseconds,
        ];
        var receipt = await run.SendAsync([.. imported.Select(at => Page() with { Milliseconds = at })], isImport: true);
        Assert.Equal(8, receipt.Accepted);
        await run.FinishAsync();
    }

    [Fact]
    public async Task Numbers_at_both_ends_of_what_is_accepted()
    {
        using var run = await RunAsync();
        string[] values = ["1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "0", "-0", "1e-300"];
        await AcceptAllAsync(run, [.. values.Concat(values).Select(value => Page().With("value", value))]);
        string[] engagements = [",\"e\":86400000", ",\"sd\":100", ",\"sd\":0,\"e\":0", ",\"sd\":100,\"e\":86400000", ""];
        await AcceptAllAsync(run, [.. engagements.Select(more => Page() with { Name = "engagement", More = more })]);
        await AcceptAllAsync(
            run,
            [Page().With("screen_width", "2147483647"), Page().With("screen_width", "0"), Page().With("interactive", "false")]
        );
        await run.FinishAsync();
    }

    [Fact]
    public async Task Twenty_sites_of_each_event_of_a_batch()
    {
        using var run = await RunAsync();
        string[] sites = [.. Enumerable.Range(0, EventLimits.DomainsPerEvent).Select(i => $"s{i}.example")];
        foreach (var site in sites)
        {
            await run.RegisterAsync(site);
        }

        await AcceptAllAsync(
            run,
            [
                .. Enumerable
                    .Range(0, EventLimits.BatchEvents)
                    .Select(i =>
                        Page(string.Join(',', sites)) with
                        {
                            Id = $"{i / 2}",
                            Milliseconds = Now.ToUnixTimeMilliseconds() - i + (i % 2),
                        }
                    ),
            ]
        );
        await run.FinishAsync();
    }

    [Fact]
    public async Task Events_that_are_refused_or_filtered_or_repeated()
    {
        using var run = await RunAsync();
        LimitEvent[] many =
        [
            .. Enumerable
                .Range(0, EventLimits.BatchEvents)
                .Select(_ => Page() with { Id = "same", Milliseconds = Now.ToUnixTimeMilliseconds() }),
        ];
        Assert.Equal(
            EventLimits.BatchEvents,
            (await run.SendAsync(many, isImport: false, agent: "Googlebot/2.1 (+http://www.google.com/bot.html)")).Filtered
        );
        await AcceptAllAsync(run, many);
        await AcceptAllAsync(run, many);
        for (var i = 0; i < 40; i++)
        {
            await run.SendAsync(
                [.. Enumerable.Range(0, 60).Select(n => Page() with { Url = n == 0 ? "https://shop.example/" : "" })],
                isImport: false
            );
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task Ten_thousand_and_more_events_of_one_visitor_in_a_second()
    {
        using var run = await RunAsync();
        for (var batch = 0; batch < 5; batch++)
        {
            await AcceptAllAsync(
                run,
                [
                    .. Enumerable
                        .Range(0, EventLimits.BatchEvents)
                        .Select(i => Page() with { Id = $"{batch}-{i}", Url = $"https://shop.example/{i % 10}" }),
                ]
            );
        }

        await run.FinishAsync();
    }

    private static async Task<LimitRun> RunAsync(int partitions = 2)
    {
        var run = new LimitRun(Now, partitions);
        await run.RegisterAsync(Shop);
        return run;
    }

    private static async Task AcceptAllAsync(LimitRun run, LimitEvent[] events, bool isImport = false)
    {
        var receipt = await run.SendAsync(events, isImport);
        Assert.Null(receipt.Failure);
        Assert.Empty(receipt.Rejected.Take(3));
    }

    private static LimitEvent Page(string site = Shop) => new(site);

    private static LimitEvent Purchase(string currency, string amount) =>
        new LimitEvent(Shop) { Name = "purchase" }.Revenue(currency, amount);
}
