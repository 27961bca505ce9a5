using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>The plans of running jobs. Thread-safe.</summary>
internal sealed class PlanTable(ITableStore tables)
{
    private const string PartitionKey = "plans";

    public async Task<ReprocessPlan?> ReadAsync(string job, CancellationToken cancellationToken) =>
        await tables.ReadAsync(TableNames.Control, PartitionKey, job, cancellationToken) is { } row
            ? StoredForm.ReadControl(row, ReprocessJson.Default.ReprocessPlan)
            : null;

    public async Task WriteAsync(ReprocessPlan plan, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [TableOperation.Upsert(plan.Job, StoredForm.WriteJson(plan, ReprocessJson.Default.ReprocessPlan))],
            cancellationToken
        );

    public async Task DeleteAsync(string job, CancellationToken cancellationToken)
    {
        if (await tables.ReadAsync(TableNames.Control, PartitionKey, job, cancellationToken) is { } row)
        {
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Delete(job, row.ETag)], cancellationToken);
        }
    }
}
