using Analytics.Core.Queries.Events;
using Parquet;
using Parquet.Schema;

namespace Analytics.Web.Exports;

/// <summary>A column of a Parquet file.</summary>
/// <param name="Field">Its name and type.</param>
/// <param name="WriteAsync">Writes its part of a row group.</param>
internal sealed record ParquetColumn(DataField Field, Func<ParquetRowGroupWriter, IReadOnlyList<StoredEvent>, Task> WriteAsync)
{
    /// <summary>A column of texts.</summary>
    public static ParquetColumn Text(string name, Func<StoredEvent, string?> value)
    {
        var field = new DataField<string>(name);
        return new(field, (group, events) => group.WriteAsync(field, [.. events.Select(value)]));
    }

    /// <summary>A column of values that every event has.</summary>
    public static ParquetColumn Of<T>(string name, Func<StoredEvent, T> value)
        where T : struct
    {
        var field = new DataField<T>(name);
        return new(field, (group, events) => group.WriteAsync<T>(field, new ReadOnlyMemory<T>([.. events.Select(value)])));
    }

    /// <summary>A column of values that some events lack.</summary>
    public static ParquetColumn Optional<T>(string name, Func<StoredEvent, T?> value)
        where T : struct
    {
        var field = new DataField<T?>(name);
        return new(field, (group, events) => group.WriteAsync<T>(field, new ReadOnlyMemory<T?>([.. events.Select(value)])));
    }
}
