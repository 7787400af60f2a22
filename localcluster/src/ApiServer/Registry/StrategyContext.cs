using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>What a rule may look at besides the object itself.</summary>
/// <param name="Server">Clock and identifiers.</param>
/// <param name="Store">Other objects, for rules such as address allocation; rules only read it.</param>
internal sealed record StrategyContext(ServerContext Server, IObjectStore Store);
