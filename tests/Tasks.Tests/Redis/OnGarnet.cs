using October.Tasks.Tests.Client;
using October.Tasks.Tests.Consumer;
using October.Testing.Redis;

namespace October.Tasks.Tests.Redis;

public sealed class LeaseStoreOnGarnet(GarnetServer server) : LeaseStoreTests<GarnetServer>(server);

public sealed class TaskConsumerOnGarnet(GarnetServer server) : TaskConsumerTests<GarnetServer>(server);

public sealed class TaskClientOnGarnet(GarnetServer server) : TaskClientTests<GarnetServer>(server);
