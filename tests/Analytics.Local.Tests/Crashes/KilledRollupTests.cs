using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Local.Tests.Imports;

namespace Analytics.Local.Tests.Crashes;

/// <summary>The first start after an import rolls up every hour of it: the longest roll-up that can be had from outside.</summary>
[Collection(ProcessTests.Name)]
public sealed class KilledRollupTests(LargeImport import)
{
    private const string Done = "Rolled up";
    private const int Kills = 6;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_roll_up_killed_in_the_middle_is_finished_at_the_next_start_and_changes_no_number()
    {
        RealLog.Require();
        var (all, early, late) = await MeasureAsync();
        var left = new List<int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            // Towards the moment before which nothing is rolled up and after which something is.
            var moment = (early + late) / 2;
            left.Add(await KillAndFinishAsync(moment));
            (early, late) = left[^1] == all ? (moment, late) : (early, moment);
        }

        // Otherwise every kill came too early or too late and nothing is shown.
        Assert.Contains(left, rollups => rollups > 0 && rollups < all);
    }

    private static async Task<int> RolledUpAsync(ServedDirectory served)
    {
        var counts = Regex.Match(await served.Server.WaitForLineAsync(Done, Stop), $@"{Done} (\d+) hours, (\d+) days and months");
        return Number(counts.Groups[1]) + Number(counts.Groups[2]);
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    private ServedDirectory CopyOfTheImport()
    {
        var served = new ServedDirectory();
        LargeImport.CopyTo(import.ImportedPath, served.Path);
        return served;
    }

    /// <summary>
    /// How many rollups there are to make, and between which times after the start that happens, when nothing disturbs it.
    /// </summary>
    private async Task<(int Rollups, TimeSpan Begin, TimeSpan End)> MeasureAsync()
    {
        using var served = CopyOfTheImport();
        var started = TimeProvider.System.GetTimestamp();
        served.Launch();
        var rollups = await RolledUpAsync(served);
        var end = TimeProvider.System.GetElapsedTime(started);
        var line = await served.Server.WaitForLineAsync(Done, Stop);
        await served.Server.WaitForLineAsync("Listening on", Stop);
        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(served, Stop));
        return (rollups, end - TimeSpan.FromMilliseconds(Number(Regex.Match(line, @"in (\d+) ms").Groups[1])), end);
    }

    /// <summary>Returns how many rollups were left to make after the kill.</summary>
    private async Task<int> KillAndFinishAsync(TimeSpan after)
    {
        using var served = CopyOfTheImport();
        served.Launch();
        await Task.Delay(after, TimeProvider.System, Stop);
        await served.Server.KillAsync(Stop);

        await served.StartAsync(Stop);
        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(served, Stop));
        var left = await RolledUpAsync(served);
        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(served, Stop));
        return left;
    }
}
