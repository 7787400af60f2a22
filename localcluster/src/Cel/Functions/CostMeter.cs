namespace October.LocalCluster.Cel.Functions;

/// <summary>Counts the work of evaluations, so that no rule can stall the server. The limits are those of a real API server.</summary>
internal sealed class CostMeter
{
    /// <summary>Per evaluation of one rule (<c>celconfig.PerCallLimit</c>).</summary>
    public const long PerRule = 1_000_000;

    /// <summary>Over all rules of one object (<c>celconfig.RuntimeCELCostBudget</c>).</summary>
    public const long PerObject = 10_000_000;

    private long _rule;

    /// <summary>What all rules so far have cost.</summary>
    public long Total { get; private set; }

    public bool IsExhausted => Total > PerObject;

    public void BeginRule() => _rule = 0;

    /// <exception cref="CostLimitException">The rule has cost too much.</exception>
    public void Charge(long cost)
    {
        _rule += cost;
        Total += cost;
        if (_rule > PerRule || Total > PerObject)
            throw new CostLimitException();
    }

    /// <summary>For walking over a text: a tenth of its length, as cel-go counts.</summary>
    public void ChargeText(int length) => Charge(1 + length / 10);
}
