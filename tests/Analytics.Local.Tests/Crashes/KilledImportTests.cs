using Analytics.Local.Tests.Imports;

namespace Analytics.Local.Tests.Crashes;

[Collection(ProcessTests.Name)]
public sealed class KilledImportTests(LargeImport import) : IClassFixture<LargeImport>, IDisposable
{
    private const int Kills = 10;

    private readonly ServedDirectory _served = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _served.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task An_import_killed_at_ten_random_moments_and_resumed_gives_the_numbers_of_an_undisturbed_one(int seed)
    {
        RealLog.Require();
        var random = new Random(seed);
        await _served.StartAsync(Stop);
        await import.AddSitesAsync(_served, Stop);
        await KillOverAndOverAsync(random);

        await _served.StartAsync(Stop);
        await import.ImportAllAsync(_served, Stop);
        await _served.RestartAsync(Stop);

        Assert.Equal(import.Answers, await LargeImport.AskAllAsync(_served, Stop));
    }

    private async Task KillOverAndOverAsync(Random random)
    {
        using var client = new EndlessImport(_served, import.Logs);
        for (var kill = 1; kill <= Kills; kill++)
        {
            client.Continue();
            await Task.Delay(random.Next(400), Stop);
            await _served.Server.KillAsync(Stop);

            // Mostly the import goes on by itself as soon as the server is back; sometimes it goes down too, and its user runs it again.
            if (random.Next(3) == 0)
            {
                await client.KillAsync(Stop);
            }

            if (kill < Kills)
            {
                await RestartAsync(random);
            }
        }

        await client.KillAsync(Stop);
    }

    /// <summary>Starts the server, which is sometimes killed on its way.</summary>
    private async Task RestartAsync(Random random)
    {
        if (random.Next(4) == 0)
        {
            _served.Launch();
            await Task.Delay(random.Next(600), Stop);
            await _served.Server.KillAsync(Stop);
        }

        await _served.StartAsync(Stop);
    }
}
