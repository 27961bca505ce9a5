using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Local.Tests.Crashes;

namespace Analytics.Local.Tests.Imports;

[Collection(ProcessTests.Name)]
public sealed class RealLogImportTests : IClassFixture<ImportedRealLog>
{
    private readonly ImportedRealLog _log;

    public RealLogImportTests(ImportedRealLog log)
    {
        RealLog.Require();
        _log = log;
    }

    [Fact]
    public void The_report_counts_lines_and_pageviews()
    {
        Assert.Equal(10_000, _log.Oracle.LineCount);
        Assert.Equal(_log.Oracle.LineCount, Reported("read"));
        Assert.Equal(_log.Oracle.PageviewCount, Reported("imported"));
        Assert.Equal(
            _log.Oracle.LineCount - _log.Oracle.PageviewCount,
            Regex.Matches(_log.Report, @"skipped: .*?\s{2,}([\d,]+)\s").Sum(Number)
        );
    }

    [Fact]
    public async Task Totals_are_as_computed_from_the_lines() =>
        Assert.Equal(_log.Oracle.Totals(), await _log.AskAsync(RealLog.Queries.Totals));

    [Fact]
    public async Task Every_day_is_as_computed_from_the_lines() =>
        Assert.Equal(_log.Oracle.Days(), await _log.AskAsync(RealLog.Queries.Days));

    [Fact]
    public async Task Every_hour_is_as_computed_from_the_lines() =>
        Assert.Equal(_log.Oracle.Hours(), await _log.AskAsync(RealLog.Queries.Hours));

    [Fact]
    public async Task The_moving_average_of_24_hours_is_as_computed_from_the_lines() =>
        Assert.Equal(_log.Oracle.MovingAverage(), await _log.AskAsync(RealLog.Queries.MovingAverage));

    [Fact]
    public async Task The_top_pages_are_as_computed_from_the_lines() =>
        Assert.Equal(_log.Oracle.Pages().Take(LogQueries.PageLimit), await _log.AskAsync(RealLog.Queries.Pages));

    [Fact]
    public async Task Sources_are_as_computed_from_the_lines() =>
        AssertSameRows(_log.Oracle.Sources(), await _log.AskAsync(RealLog.Queries.Sources));

    [Fact]
    public async Task Browsers_are_as_computed_from_the_lines() =>
        AssertSameRows(_log.Oracle.Browsers(), await _log.AskAsync(RealLog.Queries.Browsers));

    // The order among equals is that of the alphabet, on which the two need not agree beyond ASCII.
    private static void AssertSameRows(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));

    private int Reported(string word) => Number(Regex.Match(_log.Report, $@"{word}\S*\s+([\d,]+)\s"));

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
