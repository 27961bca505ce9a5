using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Erasures;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Operations;
using Analytics.Core.Reprocessing;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Web.Erasures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Web.Jobs;

/// <summary>Registers jobs: their kinds and the services of these.</summary>
internal static class JobServices
{
    /// <summary>
    /// Adds the table of jobs, their runner and every kind. Unless the host has added others, the event log is its own archive, and rounds
    /// have no lease.
    /// </summary>
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<Reprocessor>();
        services.AddSingleton<IJobKind>(static provider => provider.GetRequiredService<Reprocessor>());
        services.AddSingleton<IJobKind, Eraser>();
        services.TryAddSingleton(new AggregationOptions());
        services.TryAddSingleton(new RollupOptions());
        services.TryAddSingleton(new ReprocessOptions());
        services.TryAddSingleton<IEventArchive>(provider => new EventLogArchive(provider.GetRequiredService<IEventLog>()));
        services.TryAddSingleton(provider => new RollupRounds(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<IEventLog>().PartitionCount,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RollupOptions>()
        ));
        services.AddSingleton<RollupRetention>();
        services.TryAddSingleton(new ErasureOptions());
        services.AddSingleton<ErasuresHandler>();
        services.AddSingleton<ArchiveReach>();
        services.AddSingleton<RollupCensus>();
        services.AddSingleton(provider => new BackgroundReading<RollupCounts>(
            provider.GetRequiredService<RollupCensus>().CountAsync,
            waitsForFirst: false,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new BackgroundReading<OperationsReport>(
            token => provider.GetRequiredService<OperationsMonitor>().ReadAsync(BackgroundReading<OperationsReport>.Freshness, token),
            waitsForFirst: true,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new OldRows(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<SiteRegistry>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<DifferenceTable>();
        services.AddSingleton<JobTable>();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<JobRunner>();
    }
}
