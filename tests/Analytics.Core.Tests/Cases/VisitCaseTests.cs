using System.Text.Json.Nodes;

namespace Analytics.Core.Tests.Cases;

public sealed class VisitCaseTests
{
    public static TheoryData<string> Names => CaseFile.Names("visits");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Visits_depend_on_the_events_and_not_on_their_order(string name)
    {
        var visits = CaseFile.Find("visits", name);
        using var site = await CaseSite.CreateAsync();
        foreach (var batch in visits.GetProperty("batches").EnumerateArray())
        {
            await site.ImportAsync(JsonNode.Parse(batch.GetRawText())!.AsArray());
        }

        var rows = await site.AskAsync(
            $"\"metrics\":{visits.GetProperty("metrics").GetRawText()},\"date_range\":{visits.GetProperty("date_range").GetRawText()}"
        );

        Assert.Equal(
            visits.GetProperty("expect").GetProperty("rows").EnumerateArray().Select(row => string.Join(",", row.EnumerateArray())),
            rows.Select(row => string.Join(",", row.Metrics))
        );
    }
}
