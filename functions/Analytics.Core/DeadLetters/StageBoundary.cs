using Analytics.Core.EventLog;

namespace Analytics.Core.DeadLetters;

/// <summary>
/// Distinguishes errors that a stage sets aside, to continue with the next item, from errors that end its turn and are retried later.
/// </summary>
public static class StageBoundary
{
    /// <summary>Returns true if the error is caused by the processed item; false for storage, cancellation and lack of memory.</summary>
    /// <remarks>
    /// A stage sets aside where it catches:
    /// <code>catch (Exception exception) when (StageBoundary.SetsAside(exception))</code>
    /// In the ports <see cref="IOException"/> means "not now"; end-of-stream errors, which derive from it, mean damaged bytes.
    /// </remarks>
    public static bool SetsAside(Exception exception) =>
        exception switch
        {
            AggregateException several => several.InnerExceptions.All(SetsAside),
            EndOfStreamException => true,
            IOException or EventLogUnavailableException or OperationCanceledException or OutOfMemoryException => false,
            _ => true,
        };
}
