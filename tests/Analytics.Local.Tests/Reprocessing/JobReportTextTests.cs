using Analytics.Local.Reprocessing;
using Analytics.Web.Jobs;
using Spectre.Console;

namespace Analytics.Local.Tests.Reprocessing;

/// <summary>A report says what could not be done.</summary>
public sealed class JobReportTextTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    public void Days_that_were_set_aside_are_told(int setAside, bool isTold)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 400;
        var time = DateTimeOffset.UnixEpoch;
        var progress = new JobProgressAnswer("replacing", 1, 1, 1, 0, 1, 1, 24, 21, setAside, null, null);

        new JobReportText(console).Write(
            new JobAnswer("1", "reprocess", time, time.AddDays(1), null, false, "completed", time, time, time, false, null, progress)
        );

        Assert.Equal(
            isTold,
            output.ToString().Contains("3 days of sites could not be made again and are as they were", StringComparison.Ordinal)
        );
    }
}
