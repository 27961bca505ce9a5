using Microsoft.Extensions.Logging;

namespace Analytics.Testing;

/// <summary>Keeps what is logged, alone or as the provider of a host's loggers. Thread-safe.</summary>
/// <typeparam name="T">The category.</typeparam>
/// <param name="least">The level from which lines are kept.</param>
public sealed class ListLogger<T>(LogLevel least = LogLevel.Trace) : ILogger<T>, ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    /// <summary>The lines up to now, in order.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        lock (_gate)
        {
            _lines.Add(formatter(state, exception));
        }
    }

    /// <summary>Does nothing: what is kept outlives the host.</summary>
    public void Dispose() { }
}
