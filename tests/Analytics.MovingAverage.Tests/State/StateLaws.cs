using System.Buffers.Binary;
using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.State;

public sealed class StateLaws
{
    public static TheoryData<string> Kinds => [.. SavedStates.Save.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_bytes_of_version_1_never_change(string kind)
    {
        var golden = Repository.File($"tests/Analytics.MovingAverage.Tests/State/Golden/{kind}.v1.bin");
        Assert.True(File.Exists(golden), $"{golden} is missing.");
        Assert.Equal(File.ReadAllBytes(golden), SavedStates.Save[kind]());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Saving_what_was_restored_gives_the_same_bytes(string kind)
    {
        var state = SavedStates.Save[kind]();
        Assert.Equal(state, SavedStates.RestoreAndSave[kind](state));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_single_damaged_byte_and_any_missing_byte_is_noticed(string kind)
    {
        var state = SavedStates.Save[kind]();
        for (var i = 0; i < state.Length; i++)
        {
            var damaged = (byte[])state.Clone();
            damaged[i] ^= 0x10;
            Assert.Throws<FormatException>(() => SavedStates.RestoreAndSave[kind](damaged));
            Assert.Throws<FormatException>(() => SavedStates.RestoreAndSave[kind](state[..i]));
        }

        Assert.Throws<FormatException>(() => SavedStates.RestoreAndSave[kind]([.. state, 0]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_right_checksum_over_a_wrong_body_ends_in_a_FormatException_or_a_valid_state(string kind)
    {
        var state = SavedStates.Save[kind]();
        var random = new Random(1);
        for (var round = 0; round < 2_000; round++)
        {
            var body = (byte[])state.Clone();
            var i = random.Next(6, body.Length - 4);
            body[i] = (byte)random.Next(256);

            // A capacity is a promise of memory: do not let the test take gigabytes.
            if (kind is not ("exact-sum" or "cumulative" or "exponential" or "time-windowed") && i is >= 6 and < 12)
            {
                continue;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(body.Length - 4), StateFormat.Checksum(body.AsSpan(0, body.Length - 4)));
            try
            {
                SavedStates.RestoreAndSave[kind](body);
            }
            catch (FormatException) { }
        }
    }

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void A_restored_window_goes_on_as_if_nothing_had_happened(string stream)
    {
        var values = Doubles.Stream(stream, 1, 500);
        var window = new MovingStatistics(40);
        window.AddRange(values.AsSpan(0, 250));
        var restored = MovingStatistics.Restore(Saved.Bytes(window));
        foreach (var value in values.AsSpan(250))
        {
            window.Add(value);
            restored.Add(value);
            Assert.Equal(window.Average, restored.Average);
            Assert.Equal(window.Variance, restored.Variance);
            Assert.Equal((window.Minimum, window.Maximum), (restored.Minimum, restored.Maximum));
        }
    }

    [Fact]
    public void A_state_of_another_kind_or_version_is_refused_by_name()
    {
        var state = SavedStates.Save["simple"]();
        Assert.Contains("Simple", Assert.Throws<FormatException>(() => WeightedMovingAverage.Restore(state)).Message);
        state[4] = 2;
        Assert.Contains("version 2", Assert.Throws<FormatException>(() => SimpleMovingAverage.Restore(state)).Message);
        Assert.Throws<FormatException>(() => IntegerMovingAverage<long>.Restore(SavedStates.Save["integer-uint64"]()));
        Assert.Throws<FormatException>(() => IntegerMovingAverage<uint>.Restore(SavedStates.Save["integer-int32"]()));
    }

    [Fact]
    public void The_checksum_is_the_published_one() => // RFC 3720, B.4, and the check value of CRC-32C
        Assert.Equal((0xE3069283, 0x8A9136AAu), (StateFormat.Checksum("123456789"u8), StateFormat.Checksum(new byte[32])));

    [Fact]
    public void A_missing_writer_is_refused() => Assert.Throws<ArgumentNullException>(() => new SimpleMovingAverage(1).Save(null!));
}
