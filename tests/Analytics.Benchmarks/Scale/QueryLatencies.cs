using System.Diagnostics;
using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Sites;

namespace Analytics.Benchmarks.Scale;

/// <summary>Latency of the queries that the field is compared by: the first one and percentiles of the repeats.</summary>
internal static class QueryLatencies
{
    private const int Repeats = 200;

    private static readonly (string Name, string Query)[] Queries =
    [
        (
            "30 days by day, visitors and pageviews",
            """{"site_id":"shop.example","metrics":["visitors","pageviews"],"date_range":"30d","dimensions":["time:day"]}"""
        ),
        (
            "30 days by day, Tallinn's days",
            """{"site_id":"shop.example","metrics":["visitors","pageviews"],"date_range":"30d","dimensions":["time:day"]}"""
        ),
        (
            "top 10 pages",
            """{"site_id":"shop.example","metrics":["visitors","pageviews"],"date_range":"30d","dimensions":["event:page"],"pagination":{"limit":10}}"""
        ),
        (
            "top 10 pages, one country and browser",
            """{"site_id":"shop.example","metrics":["visitors","pageviews"],"date_range":"30d","dimensions":["event:page"],"filters":[["is","visit:country",["DE"]],["is","visit:browser",["Chrome"]]],"pagination":{"limit":10}}"""
        ),
        (
            "30 days by day, one country and browser",
            """{"site_id":"shop.example","metrics":["visitors","pageviews"],"date_range":"30d","dimensions":["time:day"],"filters":[["is","visit:country",["DE"]],["is","visit:browser",["Chrome"]]]}"""
        ),
        (
            "visits, bounce rate, duration by source",
            """{"site_id":"shop.example","metrics":["visits","bounce_rate","visit_duration"],"date_range":"30d","dimensions":["visit:source"]}"""
        ),
        (
            "all metrics, 30 days",
            """{"site_id":"shop.example","metrics":["visitors","visits","pageviews","bounce_rate","visit_duration","views_per_visit"],"date_range":"30d"}"""
        ),
    ];

    public static async Task MeasureAsync(QueryEngine engine, Site site)
    {
        foreach (var (name, text) in Queries)
        {
            var asked = name.Contains("Tallinn", StringComparison.Ordinal) ? site with { TimeZone = "Europe/Tallinn" } : site;
            var cpu = new CpuTime();
            var first = 0.0;
            await cpu.AddAsync(async () => first = await TimeAsync(engine, asked, text));
            var times = new List<double>();
            for (var i = 0; i < Repeats; i++)
            {
                times.Add(await TimeAsync(engine, asked, text));
            }

            times.Sort();
            Console.WriteLine(
                $"{name}: first {first:F0} ms ({cpu.Cpu.TotalMilliseconds:F0} ms of CPU), then p50 {times[Repeats / 2]:F1} ms, "
                    + $"p99 {times[Repeats * 99 / 100]:F1} ms"
            );
        }
    }

    private static async Task<double> TimeAsync(QueryEngine engine, Site site, string text)
    {
        var started = Stopwatch.GetTimestamp();
        await engine.ExecuteAsync(site, QueryParser.Parse(Encoding.UTF8.GetBytes(text)), default);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
