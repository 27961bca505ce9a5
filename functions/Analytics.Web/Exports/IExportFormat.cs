using System.IO.Pipelines;

namespace Analytics.Web.Exports;

/// <summary>A file format of exports. Thread-safe.</summary>
internal interface IExportFormat
{
    /// <summary>Its name in the parameter <c>format</c>.</summary>
    string Name { get; }

    /// <summary>The media type.</summary>
    string MediaType { get; }

    /// <summary>The end of the file's name, without a dot.</summary>
    string Extension { get; }

    /// <summary>Writes the file. The memory that it takes does not grow with the range.</summary>
    Task WriteAsync(ExportRange range, PipeWriter output, CancellationToken cancellationToken);
}
