using System.IO.Pipelines;
using Analytics.Web.Bodies;

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

    /// <summary>
    /// True if the file can end after any UTC day and then tells the next one, from which <see cref="ExportRange.From"/> goes on.
    /// </summary>
    bool CanContinue => false;

    /// <summary>True if the file has totals, to which imported daily totals can be added.</summary>
    bool TakesImports => false;

    /// <summary>Rejects a range for which the file would be empty, before anything is sent.</summary>
    /// <exception cref="Errors.ApiException">404 naming the range and the remedy.</exception>
    ValueTask RequireContentAsync(ExportRange range, CancellationToken cancellationToken) => default;

    /// <summary>Writes the file. The memory that it takes does not grow with the range.</summary>
    /// <exception cref="OperationCanceledException">The time is over, or the client has gone. The file is not complete.</exception>
    Task WriteAsync(ExportRange range, PipeWriter output, AnswerTime time);
}
