namespace Analytics.MovingAverages.Tests.Windows;

public sealed class WeightedMovingAverageContract : WindowContract
{
    protected override IMovingAverage Create(int capacity) => new WeightedMovingAverage(capacity);
}
