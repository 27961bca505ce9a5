using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.DeadLetters;

/// <summary>Registers the table of dead letters and the retries of the stages.</summary>
internal static class DeadLetterServices
{
    /// <summary>Adds the table, the list and the retries.</summary>
    public static void AddDeadLetters(this IServiceCollection services)
    {
        services.AddSingleton<DeadLetterTable>();
        services.AddSingleton(provider => new DeadLetterList(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<IEventLog>().PartitionCount
        ));
        services.AddSingleton<IDeadLetterRetry, MessageRetry>();
        services.AddSingleton<IDeadLetterRetry, RowRetry>();
        foreach (var stage in (DeadLetterStage[])[DeadLetterStage.RollUp, DeadLetterStage.Reprocess])
        {
            services.AddSingleton<IDeadLetterRetry>(provider => new ReprocessRetry(
                stage,
                provider.GetRequiredService<JobTable>(),
                provider.GetRequiredService<JobSignal>()
            ));
        }

        services.AddSingleton<DeadLetterRetries>();
        services.AddSingleton<DeadLettersHandler>();
    }
}
