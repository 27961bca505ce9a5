using Analytics.Local.Tests.Imports;

namespace Analytics.Local.Tests.Crashes;

[Collection(ProcessTests.Name)]
public sealed class KilledImportTests(LargeImport import) : IDisposable
{
    private static readonly int Kills = RandomSeeds.IsLong ? 5 : 3;

    private readonly ServedDirectory _served = new();

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, RandomSeeds.Count(1)));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _served.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task An_import_killed_at_random_moments_and_resumed_gives_the_numbers_of_an_undisturbed_one(int seed)
    {
        RealLog.Require();
        var random = new Random(seed);
        LargeImport.CopyTo(import.EmptyPath, _served.Path);
        await KillOverAndOverAsync(random);

        await _served.StartAsync(Stop);
        await import.ImportAllAsync(_served, Stop);
        await _served.RestartAsync(Stop);

        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(_served, Stop));
    }

    private async Task KillOverAndOverAsync(Random random)
    {
        using var client = new EndlessImport(_served, import.Logs);
        for (var kill = 0; kill < Kills; kill++)
        {
            await StartForAWhileAsync(random, client);
            await _served.Server.KillAsync(Stop);

            // Mostly the import goes on by itself as soon as the server is back; sometimes it goes down too, and its user runs it again.
            if (random.Next(2) == 0)
            {
                await client.KillAsync(Stop);
            }
        }

        await client.KillAsync(Stop);
    }

    /// <summary>Sometimes the kill is to come while the server starts, recovers and rolls up; mostly while it takes the import.</summary>
    private async Task StartForAWhileAsync(Random random, EndlessImport client)
    {
        client.Continue();
        if (random.Next(5) == 0)
        {
            _served.Launch();
            await new DirectoryWrites(_served.Path, "tables.db").WaitAsync(random.Next(6), client.Continue, Stop);
        }
        else
        {
            await _served.StartAsync(Stop);
            await new DirectoryWrites(_served.Path, "log.db").WaitAsync(random.Next(1, 5), client.Continue, Stop);
            await new DirectoryWrites(_served.Path, "tables.db").WaitAsync(random.Next(8), client.Continue, Stop);
        }
    }
}
