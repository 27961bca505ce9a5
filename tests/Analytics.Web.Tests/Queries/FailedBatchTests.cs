using System.Net;
using System.Text.Json;
using Analytics.Core.Queries.Scanning;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Queries;

public sealed class FailedBatchTests
{
    [Fact]
    public async Task A_query_that_fails_is_one_line_and_the_others_are_answered()
    {
        await using var host = await ApiHost.StartAsync(scanner: new FailingScanner());
        await host.AddSiteAsync("example.com");
        await host.AddSiteAsync("other.com");

        using var response = await host.PostAsync(
            "/api/v2/query/batch",
            $$$"""{"queries":[{{{Of("bad", "example.com", "day")}}},{{{Of("good", "example.com", "7d")}}},{{{Of("other", "other.com", "7d")}}}]}""",
            ApiHost.AdminKey
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!, line => line.GetProperty("status").GetInt32());
        Assert.Equal((500, 200, 200), (lines["bad"], lines["good"], lines["other"]));

        static string Of(string id, string site, string range) =>
            $$$"""{"id":"{{{id}}}","query":{"site_id":"{{{site}}}","metrics":["visitors"],"date_range":"{{{range}}}"}}""";
    }

    /// <summary>Fails on ranges of a day.</summary>
    private sealed class FailingScanner : IRollupScanner
    {
        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(1);

        public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
            request.To - request.BucketStarts[0] <= 86_400
                ? throw new InvalidOperationException("The numbers cannot be written.")
                : ValueTask.FromResult(ScanResult.Empty);
    }
}
