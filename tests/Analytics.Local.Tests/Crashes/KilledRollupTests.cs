using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Local.Storage;
using Analytics.Local.Tests.Imports;

namespace Analytics.Local.Tests.Crashes;

/// <summary>The first start after an import rolls up every hour of it: the longest roll-up that can be had from outside.</summary>
[Collection(ProcessTests.Name)]
public sealed class KilledRollupTests(LargeImport import)
{
    private const string Done = "Rolled up";

    /// <summary>Looks at the tables until a kill, some milliseconds apart: more than five seconds of them.</summary>
    private const int Looks = 5_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_roll_up_killed_in_the_middle_is_finished_at_the_next_start_and_changes_no_number()
    {
        RealLog.Require();
        var all = await RollUpUndisturbedAsync();
        var left = new List<int>();
        foreach (var rows in RandomSeeds.IsLong ? (int[])[1, 4, 8, 16, 32] : [1, 8, 32])
        {
            left.Add(await KillAndFinishAsync(rows));
        }

        // Otherwise every kill came too late and nothing is shown.
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

    /// <summary>The number of rollups there are to make when nothing disturbs it.</summary>
    private async Task<int> RollUpUndisturbedAsync()
    {
        using var served = CopyOfTheImport();
        served.Launch();
        var rollups = await RolledUpAsync(served);
        await served.Server.WaitForLineAsync("Listening on", Stop);
        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(served, Stop));
        return rollups;
    }

    /// <summary>Kills the server once some rows of rollups are written, and starts another.</summary>
    /// <returns>The number of rollups that were left to make after the kill.</returns>
    private async Task<int> KillAndFinishAsync(int rows)
    {
        using var served = CopyOfTheImport();
        using (var tables = SqliteDatabase.OpenReader(Path.Combine(served.Path, "tables.db")))
        {
            served.Launch();
            for (var look = 0; look < Looks && tables.QueryInteger("SELECT count(*) FROM rows WHERE tbl = 'rollups'") < rows; look++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Stop);
            }

            await served.Server.KillAsync(Stop);
        }

        await served.StartAsync(Stop);
        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(served, Stop));
        var left = await RolledUpAsync(served);
        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(served, Stop));
        return left;
    }
}
