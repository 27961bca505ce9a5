using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.DataFiles;

/// <summary>
/// Loads the operator's files before anything else starts, and each of them again after it is replaced. An unusable file prevents the
/// start; an unusable replacement is logged once, and the previous content stays in use.
/// </summary>
internal sealed partial class DataFileLoader(
    IEnumerable<DataFileKind> kinds,
    IDataFiles files,
    TimeProvider time,
    ILogger<DataFileLoader> logger
) : IHostedLifecycleService, IDisposable
{
    /// <summary>Time between two checks for replaced files.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly List<Loaded> _loaded = [.. kinds.Where(kind => !string.IsNullOrEmpty(kind.Path)).Select(kind => new Loaded(kind))];
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    /// <exception cref="InvalidDataException">A file can't be used.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var loaded in _loaded)
        {
            try
            {
                await LoadAsync(loaded, cancellationToken);
            }
            catch (Exception exception) when (IsUnusable(exception))
            {
                throw new InvalidDataException(
                    $"{loaded.Kind.Setting} is '{loaded.Kind.Path}': {exception.Message.TrimEnd('.')}.",
                    exception
                );
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = _loaded.Count == 0 ? Task.CompletedTask : WatchAsync();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public Task StopAsync(CancellationToken cancellationToken) => _watching;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    /// <summary>Loads the files that were replaced since the last check.</summary>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var loaded in _loaded)
        {
            try
            {
                await LoadAsync(loaded, cancellationToken);
            }
            catch (Exception exception) when (IsUnusable(exception))
            {
                Report(loaded, exception.Message);
            }
        }
    }

    private static bool IsUnusable(Exception exception) => exception is IOException or InvalidDataException or FormatException;

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await CheckAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
    }

    private async Task LoadAsync(Loaded loaded, CancellationToken cancellationToken)
    {
        // The version is read first: a file that is replaced while it is read has another version at the next check.
        var version = await files.VersionAsync(loaded.Kind.Path!, cancellationToken);
        if (version == loaded.Version)
        {
            return;
        }

        var content = await files.ReadAsync(loaded.Kind.Path!, cancellationToken);
        loaded.Version = version;
        if (content.Length == 0)
        {
            // As a file that was truncated, or is not written yet.
            throw new InvalidDataException("it is empty");
        }

        loaded.Kind.Load(content);
        loaded.Reported = null;
        Log.Loaded(logger, loaded.Kind.Name, loaded.Kind.Path!, content.Length);
    }

    private void Report(Loaded loaded, string reason)
    {
        if (loaded.Reported != reason)
        {
            loaded.Reported = reason;
            Log.Unusable(logger, loaded.Kind.Name, loaded.Kind.Path!, reason);
        }
    }

    private sealed class Loaded(DataFileKind kind)
    {
        public DataFileKind Kind => kind;

        public string? Version { get; set; }

        /// <summary>The reason that was logged last, so that it is not repeated at every check.</summary>
        public string? Reported { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The {Kind} of {Path} are in use, {Bytes} bytes")]
        public static partial void Loaded(ILogger logger, string kind, string path, int bytes);

        [LoggerMessage(
            LogLevel.Warning,
            "The {Kind} of {Path} can't be used: {Reason}. Those loaded before stay in use; replace the file"
        )]
        public static partial void Unusable(ILogger logger, string kind, string path, string reason);
    }
}
