using System.Text;
using System.Text.Json;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;

namespace Analytics.Core.Tests.Queries;

/// <summary>Questions about a sample of the visitors, and questions that would read more than their budget.</summary>
public sealed class SampledQueryTests
{
    private const string Shop = "shop.example";
    private const string Other = "other.example";
    private const string Day = "\"date_range\":[\"2026-03-10\",\"2026-03-10\"]";
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Noon = Now.AddDays(-5).ToUnixTimeSeconds();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0")]
    [InlineData("-0.5")]
    [InlineData("1.0000001")]
    [InlineData("2")]
    [InlineData("1e-400")]
    [InlineData("\"0.5\"")]
    [InlineData("true")]
    [InlineData("null")]
    public void A_fraction_that_is_none_is_refused(string sample)
    {
        var expected = $"include.sample must be a number above 0 and at most 1, such as 0.1, not {sample}.";
        foreach (
            var (parse, rest) in ((Action<ReadOnlyMemory<byte>>, string)[])
                [
                    (body => QueryParser.Parse(body), "\"metrics\":[\"visitors\"]"),
                    (body => FunnelParser.Parse(body), "\"steps\":[{\"page\":\"/\"},{\"page\":\"/a\"}]"),
                    (body => JourneyParser.Parse(body), "\"path\":[]"),
                    (body => RetentionParser.Parse(body), "\"cohort_by\":\"day\""),
                ]
        )
        {
            var body = Body($"{rest},\"include\":{{\"sample\":{sample}}}");
            Assert.Equal(expected, Assert.Throws<QueryException>(() => parse(body)).Message);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.500001, 0)]
    [InlineData(0.5, 1)]
    [InlineData(0.3, 1)]
    [InlineData(0.1, 3)]
    [InlineData(0.0000152587890625, 16)]
    [InlineData(0.0000000001, 16)]
    [InlineData(double.Epsilon, 16)]
    public void A_fraction_is_rounded_up_to_a_power_of_a_half(double fraction, int bits) =>
        Assert.Equal(new VisitorSample(bits), VisitorSample.OfAtLeast(fraction));

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(999, 0.5)]
    [InlineData(500, 0.5)]
    [InlineData(499, 0.25)]
    [InlineData(1, 1.0 / 1_024)]
    public async Task Beyond_its_budget_a_question_counts_the_largest_sample_that_fits(long budget, double fraction)
    {
        var pipeline = await SiteAsync(1_000);

        var result = await AskAsync(pipeline, "\"metrics\":[\"visits\",\"pageviews\"]", budget);

        if (fraction == 1)
        {
            Assert.Equal([1_000, 1_000], result.Rows[0].Metrics);
            Assert.Null(result.Meta.Sampling);
            Assert.Empty(result.Meta.MetricWarnings);
            return;
        }

        var visitors = Ids(1_000).Count(id => id < ulong.MaxValue * fraction);
        Assert.Equal([visitors / fraction, 1_000], result.Rows[0].Metrics);
        Assert.Equal((fraction, visitors), (result.Meta.Sampling!.Fraction, result.Meta.Sampling.Visitors));
        Assert.Equal(Math.Sqrt((1 - fraction) / visitors), result.Meta.Sampling.StandardError!.Value, 12);
        Assert.Equal(["visits"], result.Meta.MetricWarnings.Keys);
    }

    [Fact]
    public async Task What_a_comparison_and_several_sites_read_counts_together_and_all_have_one_sample()
    {
        var pipeline = await SiteAsync(1_000);
        await pipeline.SendAsync([
            .. Ids(500).Select(id => new NaiveEvent(Shop, Noon - 86_400, id)),
            .. Ids(300).Select(id => new NaiveEvent(Other, Noon, id)),
        ]);
        await pipeline.AggregateAsync();
        var halves = Ids(1_000).Count(id => id >> 63 == 0);
        var comparison = "\"metrics\":[\"visits\"],\"include\":{\"comparisons\":\"previous_period\"}";
        var compared = (await AskAsync(pipeline, comparison, 1_499)).Rows[0];
        Assert.Equal((halves * 2, Ids(500).Count(id => id >> 63 == 0) * 2), (compared.Metrics[0], compared.Comparison!.Metrics[0]));
        Assert.Equal(
            (1_000, 500),
            (
                (await AskAsync(pipeline, comparison, 1_500)).Rows[0].Metrics[0],
                (await AskAsync(pipeline, comparison, 1_500)).Rows[0].Comparison!.Metrics[0]
            )
        );

        Site[] both = [Site(Shop), Site(Other)];
        var sum = await AskAsync(pipeline, "\"metrics\":[\"visits\",\"percentage\"],\"dimensions\":[\"visit:source\"]", 1_299, both);
        Assert.Equal((halves + Ids(300).Count(id => id >> 63 == 0)) * 2, sum.Rows[0].Metrics[0]);
        Assert.Equal(0.5, sum.Meta.Sampling!.Fraction);
        Assert.Equal(
            1_300,
            (await AskAsync(pipeline, "\"metrics\":[\"visits\",\"percentage\"],\"dimensions\":[\"visit:source\"]", 1_300, both))
                .Rows[0]
                .Metrics[0]
        );
    }

    [Theory]
    [InlineData("", 400, 200)]
    [InlineData(",\"dimensions\":[\"event:page\"]", 400, 200)]
    [InlineData(",\"dimensions\":[\"time:month\"]", 400, 200)]
    [InlineData(",\"dimensions\":[\"time:day\"]", 1_200, 600)]
    public async Task Visitors_with_lasting_ids_are_counted_once_in_the_precision_of_every_sample(string dimensions, int all, int half)
    {
        foreach (var isRolledUp in (bool[])[false, true])
        {
            var pipeline = new Pipeline(Now, partitions: 1);
            await pipeline.SendAsync([
                .. Enumerable
                    .Range(0, 3)
                    .SelectMany(day =>
                        Ids(400).Select((_, i) => new NaiveEvent(Shop, Noon - (day * 86_400), ((ulong)i << 63) | (2 * (ulong)i) | 1))
                    ),
            ]);
            await pipeline.AggregateAsync();
            if (isRolledUp)
            {
                await pipeline.RollUpAsync();
                await pipeline.BuildStaleAsync();
            }

            var engine = new QueryEngine(pipeline.Scanner, pipeline.Clock);
            foreach (
                var (include, visitors) in ((string, int)[])
                    [
                        ("\"total_rows\":true", -1),
                        ("\"sampling\":true", all),
                        ("\"sample\":1", all),
                        ("\"sample\":0.5", half),
                        ("\"sampling\":true,\"total_rows\":true", all),
                    ]
            )
            {
                foreach (var metric in (string[])["visitors", "pageviews"])
                {
                    var query = QueryParser.Parse(
                        Encoding.UTF8.GetBytes(
                            $$$"""
                            {"site_id":"{{{Shop}}}","date_range":["2026-03-01","2026-03-10"],"metrics":["{{{metric}}}"],
                            "include":{{{{include}}}}{{{dimensions}}}}
                            """
                        )
                    );
                    Assert.Equal(visitors, (await engine.ExecuteAsync(Site(Shop), query, Token)).Meta.Sampling?.Visitors ?? -1);
                }
            }
        }
    }

    [Fact]
    public async Task The_budget_makes_a_sample_smaller_that_was_asked_for_but_not_larger()
    {
        var pipeline = await SiteAsync(1_000);

        Assert.Equal(
            0.25,
            (await AskAsync(pipeline, "\"metrics\":[\"visits\"],\"include\":{\"sample\":0.5}", 250)).Meta.Sampling!.Fraction
        );
        Assert.Equal(
            0.125,
            (await AskAsync(pipeline, "\"metrics\":[\"visits\"],\"include\":{\"sample\":0.125}", 1_000)).Meta.Sampling!.Fraction
        );
        Assert.Equal(1, (await AskAsync(pipeline, "\"metrics\":[\"visits\"],\"include\":{\"sample\":1}", 1_000)).Meta.Sampling!.Fraction);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_about_a_sample_is_never_taken_for_one_about_another(bool isRolledUp)
    {
        var pipeline = await SiteAsync(1_000);
        if (isRolledUp)
        {
            await pipeline.RollUpAsync();
            await pipeline.BuildStaleAsync();
        }

        foreach (
            var scanner in (RollupScanner[])
                [pipeline.Scanner, new(new CountingTableStore(pipeline.Tables), pipeline.Sites, pipeline.Log.PartitionCount)]
        )
        {
            var tags = new HashSet<string>();
            foreach (var bits in (int[])[0, 2, 1, 0, 1])
            {
                var sample = new VisitorSample(bits);
                var expected = Ids(1_000).Count(id => bits == 0 || id >> (64 - bits) == 0) << bits;
                var include = FormattableString.Invariant($"\"include\":{{\"sample\":{sample.Fraction}}}");
                var query = Parse($"\"metrics\":[\"visits\"],{include}");
                var result = await new QueryEngine(scanner, pipeline.Clock).ExecuteAsync(Site(Shop), query, Token);
                Assert.Equal(expected, result.Rows[0].Metrics[0]);
                tags.Add(Convert.ToHexString(System.IO.Hashing.XxHash128.Hash(result.Json.Span)));
                var funnel = FunnelParser.Parse(Body($"\"steps\":[{{\"page\":\"/\"}},{{\"page\":\"/a\"}}],{include}"));
                Assert.Equal(
                    expected,
                    (await new FunnelEngine(scanner, scanner, pipeline.Clock).ExecuteAsync(Site(Shop), funnel, Token)).Steps[0].Visitors
                );
            }

            Assert.Equal(3, tags.Count);
        }
    }

    [Fact]
    public async Task Remembered_answers_take_from_the_budget_what_they_read()
    {
        var pipeline = await SiteAsync(1_000);
        await pipeline.SendAsync([.. Ids(500).Select(id => new NaiveEvent(Shop, Noon - 86_400, id))]);
        await pipeline.AggregateAsync();
        var scanner = pipeline.Scanner;
        var query = Parse("\"metrics\":[\"visits\"],\"include\":{\"comparisons\":\"previous_period\"}");

        var all = await new QueryEngine(scanner, pipeline.Clock).ExecuteAsync(Site(Shop), query, Token);
        var some = await new QueryEngine(scanner, pipeline.Clock, limits: new() { Events = 1_499 }).ExecuteAsync(Site(Shop), query, Token);

        Assert.Null(all.Meta.Sampling);
        Assert.Equal(0.5, some.Meta.Sampling?.Fraction);
    }

    [Fact]
    public async Task Visits_over_midnight_are_those_of_the_sample_whatever_was_asked_before()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        var midnight = Noon - (Noon % 86_400);
        await pipeline.SendAsync([
            .. Ids(400).Select(id => new NaiveEvent(Shop, midnight - 600, id)),
            .. Ids(400).Select(id => new NaiveEvent(Shop, midnight + 600, id)),
        ]);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
        var scanner = pipeline.Scanner;
        foreach (var bits in (int[])[0, 1, 2, 0])
        {
            var request = new ScanRequest(
                Shop,
                midnight - 86_400,
                midnight + 86_400,
                [midnight - 86_400],
                false,
                [],
                null,
                ScanNeeds.Visits
            )
            {
                Sample = new(bits),
            };
            var result = await scanner.ScanAsync(request, Token);
            Assert.Equal(
                Ids(400).Count(id => bits == 0 || id >> (64 - bits) == 0) << bits,
                result.Groups.Sum(group => group[ScanCounter.Visits])
            );
        }
    }

    [Fact]
    public async Task Questions_about_paths_have_a_budget_and_say_what_they_read()
    {
        var pipeline = await SiteAsync(1_000);
        var scanner = pipeline.Scanner;
        var limits = new QueryLimits { Events = 999 };
        var halves = Ids(1_000).Count(id => id >> 63 == 0);
        var funnel = await new FunnelEngine(scanner, scanner, pipeline.Clock, limits: limits).ExecuteAsync(
            Site(Shop),
            FunnelParser.Parse(Body("\"steps\":[{\"page\":\"/\"},{\"page\":\"/a\"}]")),
            Token
        );
        var journey = await new JourneyEngine(scanner, scanner, pipeline.Clock, limits: limits).ExecuteAsync(
            Site(Shop),
            JourneyParser.Parse(Body("\"path\":[{\"page\":\"/\"}]")),
            Token
        );
        var retention = await new RetentionEngine(scanner, scanner, pipeline.Clock, limits: limits).ExecuteAsync(
            Site(Shop),
            RetentionParser.Parse(Body("\"cohort_by\":\"day\"")),
            Token
        );

        Assert.Equal((halves * 2, 0.5), (funnel.Steps[0].Visitors, funnel.SampledFraction));
        Assert.Equal((halves * 2, 0.5), (journey.Steps[0].Visitors, journey.SampledFraction));
        Assert.Equal(
            (halves * 2, 0.5),
            (retention.Cohorts.Sum(cohort => cohort.Visitors) + retention.UnknownVisitors, retention.SampledFraction)
        );
        var expected = SamplingMeta.Of(0.5, halves);
        Assert.Equal(expected, Sampling(buffer => FunnelResultJson.Write(funnel, buffer)));
        Assert.Equal(expected, Sampling(buffer => JourneyResultJson.Write(journey, buffer)));
        Assert.Equal(expected, Sampling(buffer => RetentionResultJson.Write(retention, buffer)));
    }

    private static SamplingMeta Sampling(Action<System.Buffers.ArrayBufferWriter<byte>> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        write(buffer);
        var sampling = JsonElement.Parse(buffer.WrittenSpan).GetProperty("meta").GetProperty("sampling");
        return new(
            sampling.GetProperty("fraction").GetDouble(),
            sampling.GetProperty("visitors").GetDouble(),
            sampling.GetProperty("standard_error").GetDouble()
        );
    }

    private static byte[] Body(string rest) => Encoding.UTF8.GetBytes($$"""{"site_id":"{{Shop}}",{{rest}},{{Day}}}""");

    private static Query Parse(string rest) => QueryParser.Parse(Body(rest));

    private static Site Site(string domain) => new(domain, "Etc/UTC", DateTimeOffset.UnixEpoch);

    /// <summary>Ids that last, so that retention knows the visitors.</summary>
    private static IEnumerable<ulong> Ids(int count) => Enumerable.Range(1, count).Select(i => ((ulong)i * 0x9E37_79B9_7F4A_7C15) | 1);

    /// <summary>A site with a pageview each of some visitors, which are live.</summary>
    private static async Task<Pipeline> SiteAsync(int visitors)
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        await pipeline.SendAsync([.. Ids(visitors).Select((id, i) => new NaiveEvent(Shop, Noon + i, id))]);
        await pipeline.AggregateAsync();
        return pipeline;
    }

    private static ValueTask<QueryResult> AskAsync(Pipeline pipeline, string query, long budget, Site[]? sites = null) =>
        new QueryEngine(pipeline.Scanner, pipeline.Clock, limits: new() { Events = budget }).ExecuteSumAsync(
            sites ?? [Site(Shop)],
            Parse(query),
            Token
        );
}
