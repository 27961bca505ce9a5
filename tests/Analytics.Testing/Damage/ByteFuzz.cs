namespace Analytics.Testing.Damage;

/// <summary>
/// Gives damaged bytes to decoders. Each must read them, where no checksum covers them, or say that they are damaged, and allocate no more
/// than its bound. ANALYTICS_BYTES_INPUTS sets how many inputs there are, ANALYTICS_BYTES_SEED the first; each seed makes one.
/// </summary>
public static class ByteFuzz
{
    private const int MaxFailures = 10;

    /// <summary>Runs and tells what is wrong; empty if nothing is.</summary>
    /// <param name="decoders">The decoders.</param>
    /// <param name="usual">How many inputs there are where the environment does not say.</param>
    /// <param name="write">Takes a line about what was done.</param>
    public static async Task<string> RunAsync(IReadOnlyList<ByteDecoder> decoders, int usual, Action<string> write)
    {
        var (inputs, first) = (TestSetting.Number("ANALYTICS_BYTES_INPUTS", usual), TestSetting.Number("ANALYTICS_BYTES_SEED", 1));
        var (refused, most) = (0, 0L);
        var wrong = new List<string>();
        foreach (var decoder in decoders)
        {
            foreach (var sample in decoder.Samples)
            {
                await decoder.Read(sample);
            }
        }

        for (var seed = first; seed < first + inputs && wrong.Count < MaxFailures; seed++)
        {
            var random = new Random(seed);
            var decoder = decoders[random.Next(decoders.Count)];
            var bytes = new ByteDamage(random).Change(decoder.Samples[random.Next(decoder.Samples.Count)], Other);
            if (decoder.Samples.Any(sample => sample.AsSpan().SequenceEqual(bytes)))
            {
                continue;
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var failure = await FailureAsync(decoder, bytes);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            refused += failure is { Length: 0 } ? 1 : 0;
            most = Math.Max(most, allocated);
            if (allocated > decoder.MaxBytes + (1000L * bytes.Length))
            {
                failure = $"reading {bytes.Length} bytes allocated {allocated:N0}";
            }

            if (failure is { Length: > 0 })
            {
                wrong.Add($"{decoder.Name}, ANALYTICS_BYTES_SEED={seed} ANALYTICS_BYTES_INPUTS=1: {failure}");
            }

            byte[] Other()
            {
                var other = decoders[random.Next(decoders.Count)];
                return other.Samples[random.Next(other.Samples.Count)];
            }
        }

        write($"{inputs:N0} inputs for {decoders.Count} decoders: {refused:N0} refused, at most {most:N0} bytes allocated.");
        return string.Join(Environment.NewLine, wrong);
    }

    /// <summary>Returns the fault; empty if the bytes were refused as they should be, null if they were read.</summary>
    private static async Task<string?> FailureAsync(ByteDecoder decoder, byte[] bytes)
    {
        try
        {
            await decoder.Read(bytes);
            return decoder.IsChecked ? "damaged bytes were read as if they were whole" : null;
        }
        catch (Exception exception) when (exception.GetType() == decoder.Error)
        {
            return exception.Message.Length > 12 ? string.Empty : $"the error says no more than '{exception.Message}'";
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }
}
