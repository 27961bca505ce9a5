namespace Analytics.Core.Periods;

/// <summary>A value that exists or is decoded on first use. Concurrent first uses may decode twice, with equal results.</summary>
internal sealed class LazyColumn<T>
    where T : class
{
    private readonly Func<T>? _decode;
    private T? _value;

    public LazyColumn(Func<T> decode) => _decode = decode;

    private LazyColumn(T value) => _value = value;

    public T Value => _value ??= _decode!();

    public static implicit operator LazyColumn<T>(T value) => new(value);
}
