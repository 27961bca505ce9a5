using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Local.Clients;
using Analytics.Local.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Analytics.Local.Demo;

/// <summary>
/// Counts some weeks of the demo with an earlier logic, as a release before this one would have left them. Reprocessing them changes the
/// numbers, and the report of the job says by how much.
/// </summary>
/// <param name="data">The data directory, which no server uses.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class DemoEarlierRelease(DataDirectory data, TimeProvider timeProvider)
{
    /// <summary>The logic of the earlier release: a visit ended after 20 minutes of silence.</summary>
    public static readonly RollupLogic Logic = new(MinutesOfSilence * 60, Rollup.CurrentLogicVersion - 1);

    /// <summary>The minutes of silence after which a visit ended.</summary>
    public const int MinutesOfSilence = 20;

    /// <summary>The days between the first day that the earlier release counted and the start of the demo.</summary>
    public const int BeganDaysAgo = 44;

    /// <summary>The number of days that it counted.</summary>
    public const int Days = 14;

    private const string Urls = "http://127.0.0.1:0";

    /// <summary>Returns true if the earlier release counted the day that was a number of days ago.</summary>
    public static bool Counted(int daysAgo) => daysAgo is <= BeganDaysAgo and > BeganDaysAgo - Days;

    /// <summary>Sends the days and rolls them up. May be interrupted and run again.</summary>
    /// <param name="settings">Settings of the server.</param>
    /// <param name="keyAsync">Finds or creates the key to send with.</param>
    /// <param name="first">The first of the days.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task CountAsync(
        IReadOnlyDictionary<string, string?> settings,
        Func<IServiceProvider, Task<string>> keyAsync,
        DateOnly first,
        CancellationToken cancellationToken
    )
    {
        await using (var application = AnalyticsServer.Build(data, Urls, timeProvider, settings: settings, logic: Logic))
        {
            await application.StartAsync(cancellationToken);
            var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            using var client = new ApiClient(new Uri(address), await keyAsync(application.Services));
            var feed = new DemoFeed(client, timeProvider) { EarlierFrom = first };
            await feed.RegisterAsync(cancellationToken);
            await feed.SendEarlierAsync(cancellationToken);
            await new DemoIncidents(client, new DemoTraffic(), timeProvider.GetUtcNow()).SendEarlierAsync(cancellationToken);

            // A regular stop aggregates all acknowledged events.
            await application.StopAsync(cancellationToken);
        }

        using var rounds = new RollupRounds(data.Tables, data.Log.PartitionCount, timeProvider, new RollupOptions { Logic = Logic });
        await rounds.RunAsync(openHoursToo: true, cancellationToken);
    }
}
