using System.Globalization;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Aggregation;

/// <summary>Finds the partition of a triggered batch: the worker passes it on as JSON in the binding data, not with the events.</summary>
internal static class TriggerPartition
{
    private const string Key = "PartitionContext";
    private const string Property = "PartitionId";

    /// <exception cref="InvalidOperationException">The binding data has no partition.</exception>
    public static int Read(FunctionContext context)
    {
        if (context.BindingContext.BindingData.TryGetValue(Key, out var value) && value?.ToString() is { Length: > 0 } json)
        {
            using var document = JsonDocument.Parse(json);
            if (
                document.RootElement.TryGetProperty(Property, out var id)
                && int.TryParse(id.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            )
            {
                return partition;
            }
        }

        throw new InvalidOperationException(
            $"The batch of {context.FunctionDefinition.Name} has no '{Property}' in the binding data '{Key}'; "
                + "the Event Hubs extension must be version 6 or later."
        );
    }
}
