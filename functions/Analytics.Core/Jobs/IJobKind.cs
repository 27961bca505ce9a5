namespace Analytics.Core.Jobs;

/// <summary>
/// A kind of job: the work that a <see cref="JobRunner"/> runs for jobs of one name. A new kind is registered with the host's services.
/// </summary>
public interface IJobKind
{
    /// <summary>The name, a part of the stored format and of the API.</summary>
    string Name { get; }

    /// <summary>The interval at which a job's progress is stored.</summary>
    TimeSpan ProgressEvery { get; }

    /// <summary>Runs a job to its end, starting where an earlier run stopped.</summary>
    /// <param name="job">The job.</param>
    /// <param name="work">Shows its progress.</param>
    /// <param name="cancellationToken">Stops the job; running it again continues from there.</param>
    /// <exception cref="IOException">The storage does not answer now; the runner tries again.</exception>
    Task RunAsync(Job job, JobWork work, CancellationToken cancellationToken);

    /// <summary>Removes the rows that a job has stored for itself when it will not continue; its report stays.</summary>
    Task ClearAsync(string job, CancellationToken cancellationToken);
}
