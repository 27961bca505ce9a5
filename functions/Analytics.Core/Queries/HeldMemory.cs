namespace Analytics.Core.Queries;

/// <summary>The part of <see cref="QuestionMemory"/> that a question or a step of it took. Disposal gives it back. Thread-safe.</summary>
public sealed class HeldMemory : IDisposable
{
    private readonly QuestionMemory.Question _question;
    private long _held;

    internal HeldMemory(QuestionMemory.Question question) => _question = question;

    /// <summary>Begins a part of the question, such as a scan, whose memory is given back before the question ends.</summary>
    public HeldMemory BeginPart() => new(_question);

    /// <summary>Takes memory for what was found, or is about to be.</summary>
    /// <param name="bytes">Approximate number of bytes.</param>
    /// <exception cref="QuestionMemoryException">The memory of all questions is used up.</exception>
    /// <exception cref="QueryException">The question alone would need more.</exception>
    public void Take(long bytes)
    {
        _question.Take(bytes);
        Interlocked.Add(ref _held, bytes);
    }

    /// <summary>Gives back some of what was taken.</summary>
    /// <param name="bytes">Number of bytes.</param>
    public void GiveBack(long bytes)
    {
        Interlocked.Add(ref _held, -bytes);
        _question.GiveBack(bytes);
    }

    /// <summary>Gives back all that was taken.</summary>
    public void Dispose() => _question.GiveBack(Interlocked.Exchange(ref _held, 0));
}
