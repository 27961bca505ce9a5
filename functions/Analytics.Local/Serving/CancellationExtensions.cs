namespace Analytics.Local.Serving;

/// <summary>Tells the stop of a service from other cancellations.</summary>
internal static class CancellationExtensions
{
    /// <summary>
    /// Returns true if the exception is the cancellation that <paramref name="stop"/> asked for. A service leaves no other exception
    /// uncaught, also no other cancellation, such as a time limit: what leaves a background service ends the host.
    /// </summary>
    public static bool IsStopBy(this Exception exception, CancellationToken stop) =>
        exception is OperationCanceledException && stop.IsCancellationRequested;
}
