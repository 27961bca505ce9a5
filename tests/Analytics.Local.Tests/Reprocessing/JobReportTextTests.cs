using Analytics.Core.Reprocessing;
using Analytics.Local.Reprocessing;
using Analytics.Web.Jobs;
using Spectre.Console;

namespace Analytics.Local.Tests.Reprocessing;

/// <summary>A report says what differs, and what could not be done.</summary>
public sealed class JobReportTextTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    public void Days_that_were_set_aside_are_told(int setAside, bool isTold)
    {
        var text = Written(report => report.Write(Job(replaced: 21, setAside)));

        Assert.Equal(isTold, text.Contains("3 days of sites could not be made again and are as they were", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("visit:language", "2026-01-02 a.example: the totals stay; visit:language differs.")]
    [InlineData("visit:source event:page", "2026-01-02 a.example: the totals stay; visit:source, event:page differ.")]
    public void Days_whose_totals_stay_are_told_with_the_dimensions_that_differ(string dimensions, string expected)
    {
        var counts = new DayCounts(3, 3, 3, 3, 3, 0);
        var difference = new DayDifference("a.example", new(2026, 1, 2), counts, counts) { Dimensions = dimensions.Split(' ') };
        var other = difference with { Day = new(2026, 1, 1), After = counts with { Visits = 2 }, Dimensions = null };

        Assert.Equal(expected, Written(report => report.Write([difference], Job(replaced: 1))).Trim());
        var both = Written(report => report.Write([other, difference], Job(replaced: 2)));
        Assert.Contains("3 → 2", both, StringComparison.Ordinal);
        Assert.Contains(expected, both, StringComparison.Ordinal);
        Assert.Equal(1, both.Split("2026-01-02").Length - 1);
    }

    [Theory]
    [InlineData(0, "Nothing differs.")]
    [InlineData(1, "No total and no value of a dimension differs, but other details of the rows do, such as times.")]
    public void An_empty_report_of_replaced_rows_does_not_say_that_nothing_differs(int replaced, string expected) =>
        Assert.Equal(expected, Written(report => report.Write([], Job(replaced))).Trim());

    private static JobAnswer Job(long replaced, long setAside = 0)
    {
        var time = DateTimeOffset.UnixEpoch;
        var progress = new JobProgressAnswer("replacing", 1, 1, 1, 0, 1, 1, 24, replaced, setAside, null, null);
        return new("1", "reprocess", time, time.AddDays(1), null, false, "completed", time, time, time, false, null, progress);
    }

    private static string Written(Action<JobReportText> write)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 400;
        write(new(console));
        return output.ToString();
    }
}
