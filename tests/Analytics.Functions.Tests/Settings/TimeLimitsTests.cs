using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Azure.Copies;
using Analytics.Azure.Failures;
using Analytics.Functions.Reprocessing;

namespace Analytics.Functions.Tests.Settings;

/// <summary>Times in the code that depend on those in host.json and in the Bicep.</summary>
public sealed partial class TimeLimitsTests
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_slice_of_a_job_outlasts_a_window_of_Capture_and_ends_before_the_function_does()
    {
        var bicep = File.ReadAllText(Repository.File("infra/modules/event-hub.bicep"));
        var window = TimeSpan.FromSeconds(
            int.Parse(CaptureWindow().Match(bicep).Groups["seconds"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
        );

        // An erasure waits for the end of the window and then for its files.
        Assert.InRange(Reprocess.Slice, window + (2 * Margin), FunctionTimeout() - Margin);
    }

    [Fact]
    public void A_limited_run_ends_before_the_function_does_and_a_copy_before_the_limit()
    {
        Assert.InRange(TimeLimit.Length, Margin, FunctionTimeout() - Margin);
        Assert.InRange(new CopyBounds().RunLength, Margin, TimeLimit.Length - Margin);
    }

    private static TimeSpan FunctionTimeout()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Repository.File("host.json")));
        return TimeSpan.Parse(host.RootElement.GetProperty("functionTimeout").GetString()!, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^ *intervalInSeconds: (?<seconds>[0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex CaptureWindow();
}
