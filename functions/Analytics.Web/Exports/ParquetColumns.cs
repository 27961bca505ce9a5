using System.Globalization;
using System.Text.Json;
using Analytics.Core.Dimensions;
using Analytics.Core.Exports;
using Analytics.Core.Places;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Results;
using Parquet;
using Parquet.Schema;

namespace Analytics.Web.Exports;

/// <summary>The columns of a Parquet file of events. To add one, add a row.</summary>
internal static class ParquetColumns
{
    public static IReadOnlyList<ParquetColumn> All { get; } =
    [
        ParquetColumn.Of("timestamp", stored => DateTimeOffset.FromUnixTimeMilliseconds(stored.TimestampMilliseconds).UtcDateTime),
        ParquetColumn.Text("visitor_hash", stored => stored.Visitor.ToString("x16", CultureInfo.InvariantCulture)),
        ParquetColumn.Text(
            "previous_visitor_hash",
            stored => stored.PreviousVisitor == 0 ? null : stored.PreviousVisitor.ToString("x16", CultureInfo.InvariantCulture)
        ),
        ParquetColumn.Text("name", stored => stored.Name),
        ParquetColumn.Text("url", ExportedEvents.UrlOf),
        ParquetColumn.Text("page", stored => stored.Page),
        ParquetColumn.Text("hostname", stored => stored.Hostname),
        ParquetColumn.Of("interactive", stored => stored.IsInteractive),
        ParquetColumn.Optional("value", stored => stored.Value),
        ParquetColumn.Optional("scroll_depth", stored => stored.ScrollDepth),
        ParquetColumn.Optional("engagement_time", stored => stored.EngagementMilliseconds),
        ParquetColumn.Text("currency", stored => stored.Currency),
        ParquetColumn.Optional<double>("amount", stored => stored.Currency is null ? null : MoneyAmount.FromMicros(stored.AmountMicros)),
        ParquetColumn.Text(
            "props",
            stored =>
                stored.Properties.Count == 0
                    ? null
                    : JsonSerializer.Serialize(stored.Properties.ToDictionary(), ApiJson.Default.DictionaryStringString)
        ),
        .. Enum.GetValues<VisitDimension>()
            .Where(dimension => dimension is not (VisitDimension.Region or VisitDimension.City))
            .Select(Plain),
        .. Enum.GetValues<VisitDimension>()
            .Where(dimension => dimension is VisitDimension.Region or VisitDimension.City)
            .SelectMany(Place),
    ];

    public static ParquetSchema Schema { get; } = new([.. All.Select(column => (Field)column.Field)]);

    private static ParquetColumn Plain(VisitDimension dimension) =>
        ParquetColumn.Text(NameOf(dimension), stored => NullIfEmpty(TextOf(stored, dimension)));

    private static IEnumerable<ParquetColumn> Place(VisitDimension dimension) =>
        [
            ParquetColumn.Text(NameOf(dimension), stored => NullIfEmpty(PlaceText.CodeOf(TextOf(stored, dimension)).ToString())),
            ParquetColumn.Text($"{NameOf(dimension)}_name", stored => NullIfEmpty(PlaceText.NameOf(TextOf(stored, dimension)).ToString())),
        ];

    private static string NameOf(VisitDimension dimension) => ExportedEvents.NameOf(dimension)["visit:".Length..];

    private static string TextOf(StoredEvent stored, VisitDimension dimension) =>
        (int)dimension < stored.Dimensions.Count ? stored.Dimensions[(int)dimension] : "";

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>A column of a Parquet file.</summary>
/// <param name="Field">Its name and type.</param>
/// <param name="WriteAsync">Writes its part of a row group.</param>
internal sealed record ParquetColumn(DataField Field, Func<ParquetRowGroupWriter, IReadOnlyList<StoredEvent>, Task> WriteAsync)
{
    /// <summary>Creates a column of texts.</summary>
    public static ParquetColumn Text(string name, Func<StoredEvent, string?> value)
    {
        var field = new DataField<string>(name);
        return new(field, (group, events) => group.WriteAsync(field, [.. events.Select(value)]));
    }

    /// <summary>Creates a column of values that every event has.</summary>
    public static ParquetColumn Of<T>(string name, Func<StoredEvent, T> value)
        where T : struct
    {
        var field = new DataField<T>(name);
        return new(field, (group, events) => group.WriteAsync<T>(field, new ReadOnlyMemory<T>([.. events.Select(value)])));
    }

    /// <summary>Creates a column of values that some events lack.</summary>
    public static ParquetColumn Optional<T>(string name, Func<StoredEvent, T?> value)
        where T : struct
    {
        var field = new DataField<T?>(name);
        return new(field, (group, events) => group.WriteAsync<T>(field, new ReadOnlyMemory<T?>([.. events.Select(value)])));
    }
}
