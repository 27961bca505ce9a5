using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Erasures;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Local.Reprocessing;
using Analytics.Local.Serving;
using Analytics.Local.Storage;
using Analytics.Local.Telemetry;
using Analytics.Local.Tls;
using Analytics.Web;
using Analytics.Web.Health;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Analytics.Local;

/// <summary>Configures the server: Kestrel, the API, the storage of the data directory, aggregation and rollups.</summary>
internal static partial class AnalyticsServer
{
    // Long enough to aggregate the last acknowledged events; the rest stays in the log for the next start.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Builds the application; the caller starts and disposes it, then disposes the data directory.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="urls">Addresses to listen at, separated by semicolons.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="showsMetrics">True to serve the metrics at <see cref="TelemetryServices.MetricsPath"/>.</param>
    /// <param name="settings">Settings of the command line, which take precedence over those of the environment.</param>
    /// <param name="logic">The logic of the statistics; null for this release's.</param>
    /// <exception cref="InvalidDataException">
    /// The server can't listen at an address, an https address has no certificate, there is a certificate but no https address, or a
    /// setting has no valid value.
    /// </exception>
    public static WebApplication Build(
        DataDirectory data,
        string urls,
        TimeProvider timeProvider,
        bool showsMetrics = false,
        IReadOnlyDictionary<string, string?>? settings = null,
        RollupLogic? logic = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(settings);
        var addresses = ListenAddresses.Parse(urls);
        ListenAddresses.Check(builder.Configuration);
        builder.WebHost.UseUrls(addresses);
        RequestFraming.RequireWholeLineEnds();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            ConnectionLimits.Apply(kestrel.Limits, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, OpenFiles.Limit);
        });
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory, BoundedListenerFactory>();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // The command reports a failed start in one line; a service that fails later is critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownTimeout);
        var hasCertificate = builder.AddTls(addresses);
        builder.Services.AddSingleton(timeProvider);
        builder.Services.AddStorage(data).AddAggregation(data.Log.PartitionCount, logic ?? RollupLogic.Current);
        builder.Services.AddAnalyticsWeb(builder.Configuration, TlsOptions.Section);
        builder.Services.AddTelemetry(builder.Configuration, showsMetrics);
        var application = builder.Build();
        if (hasCertificate)
        {
            application.UseHsts();
        }

        // A connection may send very many requests at once. Each lets those of other connections pass, also where nothing is waited for.
        application.Use(static next =>
            async context =>
            {
                await Task.Yield();
                await next(context);
            }
        );
        application.UseSingleFraming();
        application.UseWebSockets();
        application.UseAnalyticsPage();
        application.MapAnalyticsApi();
        if (showsMetrics)
        {
            application.MapPrometheusScrapingEndpoint(TelemetryServices.MetricsPath);
        }

        foreach (var gap in data.FoundGaps)
        {
            Log.GapFound(application.Logger, gap.Partition, gap.After, gap.Until);
        }

        return application;
    }

    private static IServiceCollection AddStorage(this IServiceCollection services, DataDirectory data) =>
        services
            .AddSingleton(data.Log)
            .AddSingleton(data.Log.Options)
            .AddSingleton<IEventLog>(data.Log)
            .AddSingleton<IEventArchive>(new LocalArchive(data.Log))
            .AddSingleton<IArchiveEraser>(new LocalArchiveEraser(data.Log, data.Tables))
            // There is only this process, which sees a deletion immediately; events accepted before it reach the log soon.
            .AddSingleton(new ErasureOptions { Settle = TimeSpan.FromSeconds(2), PollInterval = TimeSpan.FromMilliseconds(200) })
            .AddSingleton(data.Tables)
            .AddSingleton<ITableStore>(data.Tables)
            .AddSingleton<IReadinessCheck, DataDirectoryCheck>();

    private static void AddAggregation(this IServiceCollection services, int partitionCount, RollupLogic logic)
    {
        services.AddSingleton(new AggregationOptions { Logic = logic });
        services.AddSingleton(new RollupOptions { Logic = logic });
        services.AddSingleton<RollingStatistics>();
        services.AddSingleton<ILiveStatistics>(provider => provider.GetRequiredService<RollingStatistics>());
        services.AddSingleton(provider => new RollupScanner(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<ISiteDirectory>(),
            partitionCount,
            ScanMemory.Of(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            clock: provider.GetRequiredService<TimeProvider>(),
            diversions: provider.GetRequiredService<Diversions>()
        ));
        services.AddSingleton<IRollupScanner>(provider => provider.GetRequiredService<RollupScanner>());
        services.AddSingleton<IVisitorScanner>(provider => provider.GetRequiredService<RollupScanner>());
        services.AddSingleton<IEventReader>(provider => provider.GetRequiredService<RollupScanner>());
        services.AddSingleton(provider => new DayCounter(
            provider.GetRequiredService<RollupScanner>(),
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<ISiteDirectory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<QuestionMemory>()
        ));
        services.AddSingleton<RollupTrigger>();
        services.AddSingleton<FoldTrigger>();
        services.AddHostedService<FoldService>();
        services.AddHostedService<RollupService>();
        services.AddHostedService<DayCountService>();
        services.AddHostedService<AggregationService>();
        services.AddHostedService<JobService>();
        services.AddHostedService<LogRetentionService>();
        services.AddHostedService<AlertService>();
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "Partition {Partition} of log.db ends at message {After}, but tables.db has counted up to {Until}: "
                + "the log was lost or is an older copy. New messages are "
                + "numbered after {Until} and counted. Events of the lost messages that were not counted yet are gone; "
                + "those that were can't be reprocessed"
        )]
        public static partial void GapFound(ILogger logger, int partition, long after, long until);
    }
}
