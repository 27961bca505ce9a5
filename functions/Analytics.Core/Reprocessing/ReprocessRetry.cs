using Analytics.Core.DeadLetters;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Retries hours, days and months of a site that could not be merged: a job rebuilds them from the archived events, which gives the rows
/// of an undisturbed run.
/// </summary>
/// <param name="stage">Rolling up or reprocessing.</param>
/// <param name="jobs">The jobs.</param>
/// <param name="signal">Wakes the runner of jobs.</param>
public sealed class ReprocessRetry(DeadLetterStage stage, JobTable jobs, JobSignal signal) : IDeadLetterRetry
{
    /// <inheritdoc/>
    public DeadLetterStage Stage => stage;

    /// <inheritdoc/>
    /// <exception cref="DeadLetterRetryException">It is not known which site or period it is, or another job is at work there.</exception>
    public async Task RetryAsync(StoredDeadLetter letter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (letter.Site is not { } site || PeriodOf(letter.Key) is not { } period)
        {
            throw new DeadLetterRetryException(
                $"The letter '{letter.Id}' ({letter.Key}) does not tell its site or hours. "
                    + $"Reprocess all sites from the day it was set aside, {letter.SetAsideAt:yyyy-MM-dd}, "
                    + "and the 3 days before; the letter stays until then."
            );
        }

        try
        {
            await jobs.CreateAsync(
                new(
                    Reprocessor.Kind,
                    DateTimeOffset.FromUnixTimeSeconds(period.Start),
                    DateTimeOffset.FromUnixTimeSeconds(period.End),
                    [site],
                    DryRun: false
                ),
                cancellationToken
            );
            signal.Set();
        }
        catch (JobConflictException conflict)
        {
            throw new DeadLetterRetryException($"{conflict.Message} Then retry the letter '{letter.Id}'.", conflict);
        }
    }

    /// <summary>Returns the period at the start of a letter's key; null if it names none.</summary>
    private static RollupPeriod? PeriodOf(string key)
    {
        try
        {
            return RollupPeriod.Parse(key.Split(' ', 2)[0]);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
