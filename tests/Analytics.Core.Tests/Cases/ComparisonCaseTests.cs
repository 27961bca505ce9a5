using System.Globalization;
using System.Text.Json;
using Analytics.Core.Tests.Queries;

namespace Analytics.Core.Tests.Cases;

public sealed class ComparisonCaseTests
{
    public static TheoryData<string> Names => CaseFile.Names("comparisons");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_comparison_has_as_many_days_as_its_range(string name)
    {
        var comparison = CaseFile.Find("comparisons", name);
        var daily = comparison.GetProperty("daily");
        var site = new AskedSite(now: $"{daily[1].GetString()}T12:00:00Z");
        for (var day = Day(daily[0]); day < Day(daily[1]); day = day.AddDays(1))
        {
            site.Add($"{day:yyyy-MM-dd}T10:00:00Z", 1);
        }

        var executed = (
            await site.AskAsync(
                $"\"metrics\":[\"pageviews\"],\"date_range\":{comparison.GetProperty("date_range").GetRawText()},"
                    + $"\"include\":{{\"comparisons\":{{\"mode\":\"{comparison.GetProperty("mode").GetString()}\"}}}}"
            )
        ).Executed;

        Assert.Equal(
            comparison.GetProperty("expect").GetProperty("comparison_range").EnumerateArray().Select(day => day.GetString()),
            [Text(executed.ComparedFirst), Text(executed.ComparedLast)]
        );
    }

    private static DateOnly Day(JsonElement text) => DateOnly.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset? time) => time!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
