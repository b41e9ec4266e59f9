package org.pineflow.position;

class MemoryPositionStoreTest extends PositionStoreContract {

    @Override
    PositionStore open() {
        return new MemoryPositionStore();
    }

    @Override
    PositionStore openAnother() {
        return store;
    }

    @Override
    void takeAway(OwnedStream owned) {
        owned.close();
        store.tryOpen(owned.stream()).orElseThrow();
    }
}
