using System.Net;
using Analytics.Azure.Aggregation;
using Analytics.Azure.Archives;
using Analytics.Azure.Copies;
using Analytics.Azure.EventLog;
using Analytics.Azure.Settings;
using Analytics.Azure.Storage;
using Analytics.Azure.Tables;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Collection;
using Analytics.Core.Erasures;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Web;
using Analytics.Web.DataFiles;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Analytics.Azure;

/// <summary>Registers the services of the Azure host.</summary>
internal static class AzureServices
{
    /// <summary>The name of the lease that the processes which run jobs share, and its key in the services.</summary>
    public const string JobLease = "jobs";

    private const int AnswerSeconds = 210;

    /// <summary>Adds settings, adapters, aggregation and rollups. The host adds the API with <c>AddAnalyticsWeb</c>.</summary>
    public static IServiceCollection AddAzureHost(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AzureOptions>().Configure(options => options.Read(configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AzureOptions>, AzureOptionsValidator>();
        services.AddSingleton(static provider => AzureCredential.Of(Options(provider).ClientId));
        return services
            .AddEventLog()
            .AddTables()
            .AddArchive()
            .AddDataFiles()
            .AddCopies()
            .AddAggregation()
            .AddRollups()
            .AddReprocessing()
            .TrustTheHost()
            .EndAnswersInTime()
            .ComputeQueriesWhileOthersWait();
    }

    private static IServiceCollection AddEventLog(this IServiceCollection services)
    {
        services.AddSingleton(static provider =>
            EventHubClients.Connect(Options(provider), provider.GetRequiredService<TokenCredential>())
        );
        services.AddSingleton(static provider => EventHubClients.Producer(provider.GetRequiredService<EventHubConnection>()));
        services.AddSingleton(static provider => EventHubClients.Questions(provider.GetRequiredService<EventHubConnection>()));
        services.AddSingleton(static provider =>
            EventHubClients.Reader(provider.GetRequiredService<EventHubConnection>(), provider.GetRequiredService<TimeProvider>())
        );
        services.AddSingleton(static provider => new HubNumbering(Options(provider).EventHubEpoch));
        services.AddSingleton<IEventLog>(static provider => Log(provider, provider.GetRequiredService<HubNumbering>()));

        // Over a network, a short wait makes fewer and fuller messages; Event Hubs bill and limit by their number.
        services.AddSingleton(
            new SegmentPublisherOptions { Linger = TimeSpan.FromMilliseconds(20), RetryAfter = TimeSpan.FromSeconds(4) }
        );
        return services;
    }

    private static IServiceCollection AddTables(this IServiceCollection services)
    {
        services.AddSingleton(static provider =>
            StorageClients.Tables(Options(provider).Tables, provider.GetRequiredService<TokenCredential>())
        );
        services.AddSingleton<ITableStore>(static provider => new AzureTableStore(
            provider.GetRequiredService<TableServiceClient>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>
    /// Adds the archive: Capture's files followed by the hub. Without a setting for Capture, the hub alone, as far back as it keeps
    /// messages.
    /// </summary>
    private static IServiceCollection AddArchive(this IServiceCollection services)
    {
        services.AddSingleton<IEventArchive>(static provider =>
        {
            var hub = provider.GetRequiredService<IEventLog>();
            if (!Options(provider).Archive.IsSet)
            {
                return new EventLogArchive(hub);
            }

            // The files have the hub's own numbers, so what comes after them must have them, too.
            return Options(provider).EventHubEpoch == 0
                ? new CapturedArchive(CaptureFiles(provider), hub)
                : new EpochArchive(
                    new CapturedArchive(CaptureFiles(provider), Log(provider, new HubNumbering(0))),
                    provider.GetRequiredService<HubNumbering>()
                );
        });
        return services.AddSingleton<IArchiveEraser>(static provider =>
            Options(provider).Archive.IsSet
                ? new CaptureEraser(
                    CaptureFiles(provider),
                    provider.GetRequiredService<IEventLog>(),
                    provider.GetRequiredService<HubNumbering>().NextInHub
                )
                : new HubEraser()
        );
    }

    private static BlobCaptureFiles CaptureFiles(IServiceProvider provider) =>
        new(
            StorageClients
                .Blobs(Options(provider).Archive, provider.GetRequiredService<TokenCredential>())
                .GetBlobContainerClient(Options(provider).ArchiveContainer),
            // Capture names its files after the namespace, of which the host's name begins with the name.
            provider.GetRequiredService<EventHubConnection>().FullyQualifiedNamespace.Split('.')[0],
            Options(provider).EventHubName
        );

    private static EventHubLog Log(IServiceProvider provider, HubNumbering numbering) =>
        new(
            provider.GetRequiredService<EventHubProducerClient>(),
            provider.GetRequiredService<EventHubConsumerClient>(),
            provider.GetRequiredService<EventHubReader>(),
            numbering,
            Options(provider).EventHubPartitionCount
        );

    private static IServiceCollection AddDataFiles(this IServiceCollection services) =>
        services.AddSingleton<IDataFiles>(static provider => new BlobDataFiles(
            Options(provider).Archive is { IsSet: true } archive
                ? StorageClients.Blobs(archive, provider.GetRequiredService<TokenCredential>())
                : null
        ));

    private static IServiceCollection AddCopies(this IServiceCollection services)
    {
        // Null if there is no container for copies.
        services.AddSingleton(static provider =>
            Options(provider) is { Archive.IsSet: true, CopiesContainer.Length: > 0 } options
                ? new TableCopies(
                    provider.GetRequiredService<TableServiceClient>(),
                    provider.GetRequiredService<ITableStore>(),
                    StorageClients
                        .Blobs(options.Archive, provider.GetRequiredService<TokenCredential>())
                        .GetBlobContainerClient(options.CopiesContainer),
                    provider.GetRequiredService<TimeProvider>(),
                    new CopyBounds()
                )
                : null!
        );
        return services;
    }

    private static IServiceCollection AddAggregation(this IServiceCollection services)
    {
        services.AddSingleton(static provider => AggregatorBounds.For(Options(provider).EventHubPartitionCount));
        services.AddSingleton<RollingStatistics>();
        services.AddSingleton<PartitionAggregators>();

        // Separate from the aggregators' statistics: functions scale independently, so the instance that answers is not the one that
        // aggregates.
        services.AddSingleton<ILiveStatistics>(static provider => new TableLiveStatistics(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<ISiteDirectory>(),
            Options(provider).EventHubPartitionCount,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Diversions>()
        ));
        services.AddSingleton(static provider => new RollupScanner(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<ISiteDirectory>(),
            Options(provider).EventHubPartitionCount,
            ScanMemory.Of(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            clock: provider.GetRequiredService<TimeProvider>(),
            diversions: provider.GetRequiredService<Diversions>()
        ));
        services.AddSingleton<IRollupScanner>(static provider => provider.GetRequiredService<RollupScanner>());
        services.AddSingleton<IVisitorScanner>(static provider => provider.GetRequiredService<RollupScanner>());
        services.AddSingleton<IEventReader>(static provider => provider.GetRequiredService<RollupScanner>());
        return services;
    }

    private static IServiceCollection AddRollups(this IServiceCollection services)
    {
        // A site's hour takes some round trips to the tables: one after the other, an hour would suffice for some hundred thousand sites.
        services.AddSingleton(new RollupOptions());
        services.AddSingleton<RollupDemand>();

        // Timers and jobs run in processes of their own.
        services.AddSingleton(static provider => new RollupRounds(
            provider.GetRequiredService<ITableStore>(),
            Options(provider).EventHubPartitionCount,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RollupOptions>(),
            LeaseOf(provider, "rollups")
        ));
        services.AddSingleton(static provider => new DayCounter(
            provider.GetRequiredService<RollupScanner>(),
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<ISiteDirectory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<QuestionMemory>(),
            LeaseOf(provider, "counts")
        ));
        return services;
    }

    private static IServiceCollection AddReprocessing(this IServiceCollection services)
    {
        // Jobs wait for storage rather than for the instance's one processor. Each stored progress is billed.
        services.AddSingleton(new ReprocessOptions { Parallelism = 4, ProgressEvery = TimeSpan.FromSeconds(5) });
        services.AddSingleton(new ErasureOptions { PollInterval = TimeSpan.FromSeconds(15), ProgressEvery = TimeSpan.FromSeconds(5) });
        services.AddKeyedSingleton(JobLease, static (provider, name) => LeaseOf(provider, (string)name!));
        return services;
    }

    /// <summary>Trusts forwarded headers: every request reaches the worker through the Functions host on the same machine.</summary>
    private static IServiceCollection TrustTheHost(this IServiceCollection services) =>
        services.PostConfigure<WebOptions>(static options =>
        {
            options.TrustedProxies.Add("127.0.0.0/8");
            options.TrustedProxies.Add($"{IPAddress.IPv6Loopback}/128");
        });

    /// <summary>Ends exports and streams before the platform's load balancer breaks them off, 230 seconds after their request.</summary>
    private static IServiceCollection EndAnswersInTime(this IServiceCollection services) =>
        services.PostConfigure<WebOptions>(static options =>
            options.AnswerSeconds = options.AnswerSeconds > 0 ? options.AnswerSeconds : AnswerSeconds
        );

    /// <summary>Computes more queries at once than there are processors: a query mostly waits for Table Storage.</summary>
    private static IServiceCollection ComputeQueriesWhileOthersWait(this IServiceCollection services) =>
        services.PostConfigure<WebOptions>(static options =>
            options.ConcurrentQueries =
                options.ConcurrentQueries > 0 ? options.ConcurrentQueries : Math.Max(8, 4 * Environment.ProcessorCount)
        );

    private static TableLease LeaseOf(IServiceProvider provider, string name) =>
        new(provider.GetRequiredService<ITableStore>(), name, provider.GetRequiredService<TimeProvider>());

    private static AzureOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<AzureOptions>>().Value;
}
