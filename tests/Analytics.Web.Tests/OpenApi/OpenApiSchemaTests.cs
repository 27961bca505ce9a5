using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.OpenApi;

/// <summary>The schemas of the description: typed, described, complete, and true of what the server takes and answers.</summary>
public sealed partial class OpenApiSchemaTests
{
    private const string Json = "application/json";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_member_of_a_body_has_a_type_and_a_description()
    {
        var schema = DescribedSchema.Document();
        var faults = new List<string>();
        foreach (var named in schema.Root.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            schema.FindOpen(named.Value, named.Name, faults);
        }

        foreach (var (name, content) in Contents(schema.Root))
        {
            schema.FindOpen(content.GetProperty("schema"), name, faults);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Every_example_has_the_form_that_is_described()
    {
        var schema = DescribedSchema.Document();
        var faults = new List<string>();
        foreach (var (name, content) in Contents(schema.Root))
        {
            if (content.TryGetProperty("example", out var answer))
            {
                schema.FindFaults(content.GetProperty("schema"), answer, name, faults);
            }

            if (content.TryGetProperty("examples", out var examples))
            {
                foreach (var example in examples.EnumerateObject())
                {
                    schema.FindFaults(content.GetProperty("schema"), example.Value.GetProperty("value"), $"{name} {example.Name}", faults);
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("QueryBody", "/api/v2/query", "{0}")]
    [InlineData("QueryBody.include", "/api/v2/query", """ "date_range":"day","metrics":["visitors"],"include":{0}""")]
    [InlineData(
        "QueryBody.include.comparisons|1",
        "/api/v2/query",
        """ "date_range":"day","metrics":["visitors"],"include":{"comparisons":{0}}"""
    )]
    [InlineData("QueryBody.metrics[]|1", "/api/v2/query", """ "date_range":"day","metrics":[{0}]""")]
    [InlineData(
        "QueryBody.metrics[]|1.rolling_average",
        "/api/v2/query",
        """ "date_range":"day","metrics":[{"metric":"visitors","rolling_average":{0}}]"""
    )]
    [InlineData("QueryBody.pagination", "/api/v2/query", """ "date_range":"day","metrics":["visitors"],"pagination":{0}""")]
    [InlineData("FunnelBody", "/api/v2/funnel", "{0}")]
    [InlineData("FunnelBody.include", "/api/v2/funnel", """ "date_range":"day","include":{0}""")]
    [InlineData("FunnelBody.steps[]", "/api/v2/funnel", """ "date_range":"day","steps":[{0},{"page":"/"}]""")]
    [InlineData("FunnelBody.split", "/api/v2/funnel", """ "date_range":"day","steps":[{"page":"/"},{"page":"/"}],"split":{0}""")]
    [InlineData("JourneysBody", "/api/v2/journeys", "{0}")]
    [InlineData("JourneysBody.include", "/api/v2/journeys", """ "date_range":"day","include":{0}""")]
    [InlineData("RetentionBody", "/api/v2/retention", "{0}")]
    [InlineData("RetentionBody.include", "/api/v2/retention", """ "date_range":"day","include":{0}""")]
    public async Task The_members_that_the_server_knows_are_those_described(string place, string address, string members)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("example.com");
        var body =
            members == "{0}"
                ? """{"site_id":"example.com","unknown":1}"""
                : $$"""{"site_id":"example.com",{{members.Replace("{0}", """{"unknown":1}""")}}}""";

        using var response = await host.PostAsync(address, body, ApiHost.AdminKey);

        var known = Accepted().Match(await ApiHost.ErrorAsync(response)).Groups[1].Value.Split(", ");
        Assert.Equal(
            known.Order(),
            DescribedSchema.Document().At(place).GetProperty("properties").EnumerateObject().Select(member => member.Name).Order()
        );
    }

    [Theory]
    [InlineData("realtime", true)]
    [InlineData("24h", true)]
    [InlineData("1d", true)]
    [InlineData("7d", true)]
    [InlineData("2mo", true)]
    [InlineData("year", true)]
    [InlineData("week", false)]
    [InlineData("7", false)]
    public async Task A_range_is_described_as_the_server_takes_it(string range, bool isTaken)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("example.com");
        var body = $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":"{{range}}"}""";
        var faults = new List<string>();

        using var response = await host.PostAsync("/api/v2/query", body, ApiHost.AdminKey);

        var schema = DescribedSchema.Document();
        schema.FindFaults(schema.At("QueryBody"), JsonElement.Parse(body), "query", faults);
        Assert.Equal(isTaken, response.IsSuccessStatusCode);
        Assert.Equal(isTaken, faults.Count == 0);
    }

    /// <summary>All bodies of JSON, of requests and answers.</summary>
    private static IEnumerable<(string Name, JsonElement Content)> Contents(JsonElement document)
    {
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = operation.Value.GetProperty("operationId").GetString()!;
                if (
                    operation.Value.TryGetProperty("requestBody", out var request)
                    && request.GetProperty("content").TryGetProperty(Json, out var asked)
                )
                {
                    yield return (name, asked);
                }

                foreach (var answer in operation.Value.GetProperty("responses").EnumerateObject())
                {
                    foreach (
                        var content in answer.Value.TryGetProperty("content", out var contents)
                            ? contents
                                .EnumerateObject()
                                .Where(content => content.Name == Json || (content.Name == "application/x-ndjson" && name == "QueryBatch"))
                            : []
                    )
                    {
                        yield return ($"{name} {answer.Name}", content.Value);
                    }
                }
            }
        }
    }

    [GeneratedRegex("accepted are (.*)\\.$")]
    private static partial Regex Accepted();
}
