using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tables;

namespace Analytics.Core.Jobs;

/// <summary>How jobs are written. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobProgress))]
[JsonSerializable(typeof(ReprocessPlan))]
[JsonSerializable(typeof(DayDifference))]
internal sealed partial class JobJson : JsonSerializerContext
{
    public static T Read<T>(TableRow row, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Body.Span, type) ?? throw new JsonException("The row is null.");
        }
        catch (JsonException exception)
        {
            throw new TableCorruptException(
                $"The row '{row.RowKey}' of '{row.PartitionKey}' (table {TableNames.Control}) can't be read: {exception.Message} Restore the table from a backup.", exception);
        }
    }
}
