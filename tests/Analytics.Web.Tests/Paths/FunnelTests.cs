using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Paths;

public sealed class FunnelTests
{
    private const string Path = "/api/v2/funnel";
    private const string TwoSteps = """{"site_id":"example.com","date_range":"day","steps":[{"page":"/pricing"},{"event":"Signup"}]}""";

    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_funnel_is_answered_with_rates_and_what_was_done_instead()
    {
        await using var host = await StartAsync();
        var key = await host.AddKeyAsync(KeyScopes.Stats, "example.com");

        using var response = await host.PostAsync(Path, TwoSteps, key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(
            """
            [{"label":"Visit /pricing","visitors":2,"conversion_rate":100,"conversion_rate_step":100,"dropoff":1,"dropoff_percentage":50,"median_time":null,"revenue":null,"instead":[{"type":"page","label":"/docs","visitors":1,"percentage":100}]},{"label":"Signup","visitors":1,"conversion_rate":50,"conversion_rate_step":50,"dropoff":null,"dropoff_percentage":null,"median_time":60,"revenue":null,"instead":[]}]
            """,
            answer.GetProperty("results").GetRawText()
        );
        Assert.Equal("""{"conversion_rate":50,"median_time":60}""", answer.GetProperty("meta").GetRawText());
        Assert.Equal(
            """{"site_id":"example.com","date_range":["2026-03-10T00:00:00+00:00","2026-03-10T23:59:59+00:00"],"filters":[],"steps":[{"page":"/pricing"},{"event":"Signup"}],"window":"1d","order":"sequential","instead":5}""",
            answer.GetProperty("query").GetRawText()
        );
    }

    [Fact]
    public async Task A_comparison_and_a_split_are_answered()
    {
        await using var host = await StartAsync();
        var key = await host.AddKeyAsync(KeyScopes.Stats, "example.com");

        using var response = await host.PostAsync(
            Path,
            TwoSteps.Replace(
                "\"day\"",
                "\"day\",\"split\":{\"dimension\":\"event:page\",\"limit\":1},\"include\":{\"comparisons\":{\"mode\":\"previous_period\"}}"
            ),
            key
        );

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(
            """{"visitors":0,"conversion_rate":null,"conversion_rate_step":null,"dropoff":0,"dropoff_percentage":null,"median_time":null,"change":{"visitors":100,"conversion_rate":null,"conversion_rate_step":null}}""",
            answer.GetProperty("results")[0].GetProperty("comparison").GetRawText()
        );
        Assert.Equal("/pricing", answer.GetProperty("groups")[0].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("59s", 0, "59s")]
    [InlineData("60s", 1, "1m")]
    [InlineData("90s", 1, "90s")]
    [InlineData("86400s", 1, "1d")]
    public async Task A_window_may_be_seconds(string window, int visitors, string executed)
    {
        await using var host = await StartAsync();
        var key = await host.AddKeyAsync(KeyScopes.Stats, "example.com");

        using var response = await host.PostAsync(Path, TwoSteps.Replace("\"day\"", $"\"day\",\"window\":\"{window}\""), key);

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(visitors, answer.GetProperty("results")[1].GetProperty("visitors").GetInt32());
        Assert.Equal(executed, answer.GetProperty("query").GetProperty("window").GetString());
    }

    [Theory]
    [InlineData("""{"site_id":"example.com","date_range":"day"}""", "steps is missing")]
    [InlineData("""{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"}]}""", "steps has 1 elements; give 2 to 8 steps")]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"a"},{"page":"/b"}]}""",
        "steps[0].page is 'a', which is no path"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a","event":"b"},{"page":"/b"}]}""",
        "steps[0] has page and event; give one of them"
    )]
    [InlineData("""{"site_id":"example.com","date_range":"day","steps":[{},{"page":"/b"}]}""", "steps[0] is {}; write")]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"event":"pageview"},{"page":"/b"}]}""",
        "steps[0].event is 'pageview', which is no custom event"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"goal":"Nothing"},{"page":"/b"}]}""",
        "steps[0].goal is 'Nothing', but the site has no goals"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a","filters":[["is","visit:country",["EE"]]]},{"page":"/b"}]}""",
        "steps[0].filters has visit:country; use dimensions of the event"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}],"window":"91d"}""",
        "window is \"91d\"; use \"visit\", or seconds, minutes, hours or days up to 90 days"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}],"order":"loose"}""",
        "order is \"loose\"; use sequential, strict or flexible"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}],"split":{"dimension":"event:goal"}}""",
        "split.dimension is 'event:goal', but an event may reach several goals"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}],"instead":101}""",
        "instead must be a whole number from 0 to 100"
    )]
    [InlineData(
        """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}],"steps2":1}""",
        "The body has the unknown key 'steps2'"
    )]
    public async Task What_is_wrong_is_named_with_the_remedy(string body, string message)
    {
        await using var host = await StartAsync();

        using var response = await host.PostAsync(Path, body, await host.AddKeyAsync(KeyScopes.Stats, "example.com"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_site_sees_nothing()
    {
        await using var host = await StartAsync();
        await host.AddSiteAsync("other.example");

        using var without = await host.PostAsync(Path, TwoSteps);
        using var other = await host.PostAsync(Path, TwoSteps, await host.AddKeyAsync(KeyScopes.Stats, "other.example"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (without.StatusCode, other.StatusCode));
    }

    private static async Task<ApiHost> StartAsync()
    {
        var pipeline = new Pipeline(Noon, partitions: 4);
        var second = Noon.ToUnixTimeSeconds();
        await pipeline.SendAsync([
            new NaiveEvent("example.com", second - 7_200, 10, Page: "/pricing/"),
            new NaiveEvent("example.com", second - 7_140, 10, "Signup", "/pricing/"),
            new NaiveEvent("example.com", second - 600, 20, Page: "/pricing"),
            new NaiveEvent("example.com", second - 500, 20, Page: "/pricing"),
            new NaiveEvent("example.com", second - 400, 20, Page: "/docs"),
        ]);
        await pipeline.AggregateAsync();
        var host = await ApiHost.StartAsync(scanner: pipeline.Scanner);
        await host.AddSiteAsync("example.com");
        return host;
    }
}
