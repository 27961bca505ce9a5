namespace Analytics.MovingAverages.Tests.Windows;

public sealed class SimpleMovingAverageContract : WindowContract
{
    protected override IMovingAverage Create(int capacity) => new SimpleMovingAverage(capacity);
}
