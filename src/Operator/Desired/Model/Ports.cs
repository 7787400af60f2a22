namespace October.Operator.Desired.Model;

/// <summary>The ports that containers listen on.</summary>
internal static class Ports
{
    public const int Api = 8000;
    public const int ApiMetrics = 8001;
    public const int Worker = 9000;
    public const int Redis = 6379;
    public const int RedisTls = 6380;
}
